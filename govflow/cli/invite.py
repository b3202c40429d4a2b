"""`govflow invite`: let somebody found consortia on this server, above all its first person.

In: a name and an address. Out: the person may found, a message tells them how to sign in, and the same words stand on
stdout for whoever tells them otherwise. They hold no secret: who signs in must receive a code at that address.
Exit code 0: done; 2: it could not be read or done, and nothing was changed.
"""

import uuid

import click

from govflow.settings import read_settings


class NotDone(click.ClickException):
    """Nothing could be changed."""

    exit_code = 2


@click.command("invite")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", required=True, help="Their name, as it is to stand beside what they do.")
@click.option("--consortium-title", "consortium", default="", help="What they are to found, for the message.")
def command(email: str, name: str, consortium: str) -> None:
    """Let somebody found a consortium here, and tell them how to sign in."""
    from sqlalchemy.exc import SQLAlchemyError

    from govflow import create_app
    from govflow.accounts.services import founder_letter, invite_founder
    from govflow.core.errors import Refused
    from govflow.schema import bring_up_to_date
    from govflow.transaction import at_work

    if not name.strip():
        raise click.BadParameter("it is empty", param_hint="--name")
    try:
        with at_work(create_app(read_settings())):
            bring_up_to_date()
            invite_founder(name, email, consortium, uuid.uuid4())
            click.echo("\n\n".join(founder_letter(name.strip(), email.strip(), consortium)), nl=False)
    except Refused as no:
        raise click.BadParameter(f"{email!r} is not an e-mail address", param_hint="--email") from no
    except SQLAlchemyError as error:
        raise NotDone("The database does not answer. Ask `govflow doctor` what is wrong.") from error
