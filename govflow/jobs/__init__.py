"""Background work: one ledger of jobs, written in the acts they follow from.

`services` enqueues, takes and ends jobs; `worker` runs them. Rooms hand their handlers over at start
(`worker.use_handlers`); this room imports none of them. Measured reasons: docs/decisions.
"""
