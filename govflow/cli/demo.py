"""`govflow demo links`: links that sign in the people of the demo.

In: the settings of the server that shows it. Out: a table, or JSON, with a new link for each of its people; a link
works once, and only there. Exit code 2 where the demo is not loaded, or others could reach the server.
"""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from govflow.settings import ConfigurationError, Settings, read_settings

if TYPE_CHECKING:
    from govflow.demo.links import Link


@click.group("demo", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The demo: invented consortia, on this machine alone."""


@command.command("links")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def links(as_json: bool) -> None:
    """Print a new link to sign in with for each person of the demo. Each works once, within 12 hours."""
    from govflow import create_app
    from govflow.demo.links import link_for, places
    from govflow.schema import pinned_head, revision

    settings = replace(read_settings(), demo=True)
    if not settings.keys.exists():
        raise _not_loaded(settings)
    with create_app(settings).app_context():
        known = revision() == pinned_head()
        found = [link_for(place, settings.address) for place in places()] if known else []
    if not found:
        raise _not_loaded(settings)
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], indent=1, ensure_ascii=False))
        return
    for each in found:
        place = each.place
        where = ", ".join(filter(None, (place.organisation, place.consortium)))
        roles = ", ".join(role.replace("_", " ") for role in place.roles)
        click.echo(f"{place.name} ({roles}), {where}\n  {each.url}")


def _plain(link: "Link") -> dict[str, object]:
    place = link.place
    return {
        "name": place.name,
        "organisation": place.organisation,
        "consortium": place.consortium,
        "roles": [str(role) for role in place.roles],
        "url": link.url,
    }


def _not_loaded(settings: Settings) -> ConfigurationError:
    return ConfigurationError(f"There is no demo in {settings.data}. Load it with: govflow serve --demo")
