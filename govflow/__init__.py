"""govflow: draw up a consortium agreement, have every member's board approve it, sign it and prove it.

`create_app` and nothing else. Its imports stand inside it, because everything in the package imports this
module first: a rendering child or `govflow check` must not load a web framework and a database for it.
"""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from govflow.clock import Clock
    from govflow.settings import Settings

__all__ = ["create_app"]

Key = TypeVar("Key")


def create_app(settings: "Settings | None" = None, clock: "Clock | None" = None) -> "Flask":
    """The application, bound to its database, keys, files, jobs and clock. Keys are made on the first start.

    Settings come from the environment, the time from the machine; a rehearsal brings its own.

    :raises ConfigurationError: settings or keys are not such that anything may start.
    """
    from datetime import timedelta

    from flask import Flask

    # Every table is known before the first query and migration.
    import govflow.accounts.models  # noqa: F401
    import govflow.agreements.models  # noqa: F401
    import govflow.approvals.models  # noqa: F401
    import govflow.members.models  # noqa: F401
    import govflow.signing.models  # noqa: F401
    from govflow import (
        accounts,
        agreements,
        approvals,
        blobs,
        extensions,
        mail,
        members,
        overview,
        signing,
        simulator,
        web,
    )
    from govflow.accounts import code_services
    from govflow.agreements import printing
    from govflow.agreements.queries import agreement_of, agreement_to_show, consortium_of
    from govflow.approvals import printing as packs
    from govflow.cipher import make_keys, read_keys
    from govflow.clock import WallClock, use_clock
    from govflow.columns import use_cipher
    from govflow.installed_files import share
    from govflow.jobs import worker
    from govflow.journal import keys, upkeep
    from govflow.journal.note import BadNote
    from govflow.members.queries import capacities
    from govflow.overview import reminders
    from govflow.pdf.seal import NoSeal, make_seal, read_seal
    from govflow.schema import migrations_folder
    from govflow.settings import ConfigurationError, load_or_make, read_settings, usable
    from govflow.signing import sealing
    from govflow.web import access
    from govflow.web.access import Places

    settings, clock = settings or read_settings(), clock or WallClock()
    with usable(settings.data):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("govflow", template_folder=str(share() / "templates"), instance_path=str(settings.data))
    app.config.update(
        GOVFLOW_DEMO=settings.demo,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": settings.database.startswith("postgresql")},
    )
    extensions.bind(app, migrations_folder())
    use_clock(app, clock)

    def kept(name: str, make: "Callable[[], str]", belongs_to_data: bool = True) -> str:
        return load_or_make(settings.keys / name, make, lambda: belongs_to_data and extensions.has_data(app))

    def understood(name: str, make: "Callable[[], str]", read: "Callable[[str], Key]") -> "Key":
        try:
            return read(kept(name, make))
        except (BadNote, NoSeal, ValueError) as error:
            told = f"{settings.keys / name} is not the key it should be: {error}."
            raise ConfigurationError(f"{told} Put it back from your backup of the keys.") from error

    app.secret_key = settings.secret_key or kept("session.key", make_keys, belongs_to_data=False)
    use_cipher(app, understood("private.key", make_keys, lambda text: read_keys(text, settings.encryption)))
    signer = understood("log.key", lambda: keys.make_signer(settings.log_name), keys.read_signer)
    yesterday = clock.now() - timedelta(days=1)
    seal = understood("seal.key", lambda: make_seal(signer.name, yesterday), read_seal)
    keys.use_signer(app, signer)
    keys.use_seal(app, seal)
    with usable(settings.log_pub):
        keys.publish(settings.log_pub, keys.public_text(signer, seal.public_text))
    blobs.use_folder(app, settings.data / "blobs")
    mail.use_post(app, mail.post_of(settings))
    duties = (
        mail.DUTIES,
        code_services.DUTIES,
        reminders.DUTIES,
        upkeep.DUTIES,
        sealing.DUTIES,
        printing.DUTIES,
        packs.DUTIES,
        worker.DUTIES,
    )
    worker.use_duties(app, worker.together(*duties))
    web.use_web(app, settings.address, settings.proxies)
    access.use_places(app, Places(capacities, consortium_of, agreement_of, agreement_to_show))
    for room in (accounts, members, agreements, simulator, approvals, signing, overview):
        room.use_pages(app)
    web.close(app)
    return app
