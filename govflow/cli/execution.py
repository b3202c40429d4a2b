"""`govflow execution`: the ways in which an organisation can sign.

In: a legal form, a nation, contract or deed. Out: the methods open to it, in order, each with how many sign,
whether with a witness, the source, and whether that source was read for this form and nation. A legal form
nobody knows has a company's ways; a nation or a kind nobody knows cannot be read (exit code 2).
"""

import json
from dataclasses import asdict

import click

from govflow.cli.reading import Unreadable, one_line_for
from govflow.core.errors import Refused
from govflow.core.execution import Nation, SignedAs, Way, ways

WRONG = {
    "no_such_nation": Unreadable("nation", f"must be one of {', '.join(Nation)}"),
    "neither_contract_nor_deed": Unreadable("as", f"must be one of {', '.join(SignedAs)}"),
}


@click.command("execution")
@click.option("--form", required=True, help="Legal form, such as clg, cio or llp.")
@click.option("--nation", required=True, help=f"One of {', '.join(Nation)}.")
@click.option("--as", "signed_as", required=True, help="contract or deed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(form: str, nation: str, signed_as: str, as_json: bool) -> None:
    """Show who must sign for an organisation, and how.

    Not legal advice: where a way is not certain, ask a solicitor.
    """
    with one_line_for("execution"):
        found = _ways(form, nation, signed_as)
    if as_json:
        answer = {"form": form, "nation": nation, "as": signed_as, "ways": [asdict(way) for way in found]}
        click.echo(json.dumps(answer, indent=1, ensure_ascii=False))
        return
    for way in found:
        click.echo(_in_words(way))


def _ways(form: str, nation: str, signed_as: str) -> tuple[Way, ...]:
    try:
        return ways(form, nation, signed_as)
    except Refused as refused:
        raise WRONG[refused.code] from None


def _in_words(way: Way) -> str:
    witness = ", each with a witness" if way.witness else ""
    doubt = "" if way.certain else " (not certain: take advice)"
    return f"{way.method}: {way.signatories} to sign{witness}; {way.source}{doubt}"
