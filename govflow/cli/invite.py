"""`govflow invite`: let somebody found consortia on this server, above all its first person.

In: a name and an address. Out: the person may found, a message tells them how to sign in, and the same words stand on
stdout for whoever tells them otherwise. They hold no secret: who signs in must receive a code at that address.
Exit code 0: done; 2: it could not be read or done, and nothing was changed.
"""

import uuid

import click

from govflow.settings import read_settings

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TITLE = 200, 254, 300
"""As on the pages."""


@click.command("invite")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", required=True, help="Their name, as it is to stand beside what they do.")
@click.option("--consortium-title", "consortium", default="", help="What they are to found, for the message.")
def command(email: str, name: str, consortium: str) -> None:
    """Let somebody found a consortium here, and tell them how to sign in."""
    from govflow import create_app
    from govflow.accounts.services import founder_letter, invite_founder, refuse_no_address
    from govflow.core.errors import Refused
    from govflow.schema import bring_up_to_date
    from govflow.transaction import at_work

    name, email, consortium = name.strip(), email.strip(), consortium.strip()
    if not name:
        raise click.BadParameter("it is empty", param_hint="--name")
    _one_line("--name", name, LONGEST_NAME)
    _one_line("--consortium-title", consortium, LONGEST_TITLE)
    try:
        refuse_no_address(email)
    except Refused as no:
        raise click.BadParameter(f"{email!r} is not an e-mail address", param_hint="--email") from no
    _one_line("--email", email, LONGEST_ADDRESS)
    with at_work(create_app(read_settings())):
        bring_up_to_date()
        invite_founder(name, email, consortium, uuid.uuid4())
        click.echo("\n\n".join(founder_letter(name, email, consortium)), nl=False)


def _one_line(option: str, words: str, longest: int) -> None:
    """Refuse what no page would take, before anything is made."""
    if len(words) > longest:
        raise click.BadParameter(f"it is longer than {longest} letters", param_hint=option)
    if not words.isprintable():
        raise click.BadParameter("it must be one line, of letters that can be seen", param_hint=option)
