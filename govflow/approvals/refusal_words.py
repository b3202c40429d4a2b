"""What a board is told when the rules refuse.

In: a form and a refusal. Out: words beside the field they are about. What does not add up is said at the figure that
has to be looked at, with the figures in it.
"""

from collections.abc import Mapping

from govflow.core.errors import Refused
from govflow.web.forms import ActForm, Said, tell

WORDS: Mapping[str, Said] = {
    "already_released": Said(
        "", "The agreement is signed and released. Nothing about it can be changed any more."
    ),
    "not_a_member": Said("", "This organisation is not a party of the agreement."),
    "no_authority": Said("", "The agreement does not let boards do this."),
    "long_stop_passed": Said(
        "", "The long-stop date of the agreement has passed. Only a change with a later date can revive it."
    ),
    "version_superseded": Said(
        "",
        "Another version was put to the boards while you had this page open. Nothing was recorded. Read the new "
        "version first: it may say something else.",
    ),
    "already_decided": Said("", "Your board has decided already. Nothing was recorded again."),
    "route_not_open": Said(
        "",
        "By its rules your board cannot decide in writing. Decide at a meeting, or ask for the rules to be "
        "corrected.",
    ),
    "nothing_to_act_on": Said(
        "", "There is nothing to do here any more: it was done, or your board is not asked."
    ),
    "not_delegated": Said(
        "", "Your board has not delegated this to you, or not for this kind of change. Ask its secretary."
    ),
    "date_does_not_fit": Said(
        "held_on", "Enter a day between {first:%-d %B %Y}, when the version was put to the boards, and today."
    ),
    "decided_later": Said(
        "held_on",
        "Your board decided, or took its approval back, on {on:%-d %B %Y}. What it decided on an earlier day, for or "
        "against, does not count any more. If this day is wrong, correct it.",
    ),
    "not_carried": Said(
        "",
        "By these figures your board did not approve, so no conditions can be recorded. Empty the conditions, or "
        "correct the figures.",
    ),
    "not_on_the_board": Said("", "Only people on this board declare their interests, each for themselves."),
    "not_on_the_roll": Said(
        "", "You were not on the board when this written decision was opened, so you cannot reply to it."
    ),
    "stepped_back": Said("", "You declared that you step back, so you do not vote on this."),
    "ballot_closed": Said("", "This written decision is closed. Your vote was not recorded."),
    "ballot_is_open": Said("", "A written decision is open already, until {closes_on:%-d %B %Y}."),
    "roll_is_not_the_board": Said(
        "",
        "Your rules say that {in_office} people are in office, and {roll} board members are known here. Everybody "
        "must be able to reply: invite who is missing, or correct the rules.",
    ),
    "nobody_to_reply": Said("", "Everybody on the board steps back, so nobody could reply."),
    "own_paper": Said("", "You sent this paper in. A second person has to compare it."),
    "someone_else_answered": Said(
        "",
        "Somebody changed the draft while you had this page open. It is shown here as it is now. Read it again "
        "before you put it to the boards.",
    ),
    "errors_in_draft": Said("", "The draft still has errors. Mend them first."),
    "reasons_missing": Said("", "Give a reason for each warning that you leave."),
    "key_reused": Said(
        "",
        "This was recorded when you pressed first, and nothing was recorded now. Open the page again.",
    ),
}
"""Words for what the rules refuse."""

OPEN_WORDS: Mapping[str, Said] = {
    **WORDS,
    "date_does_not_fit": Said("closes_on", "Choose today or a later day."),
}

CONFIRM_WORDS: Mapping[str, Said] = {
    **WORDS,
    "decided_later": Said(
        "",
        "Your board decided, or took its approval back, on {on:%-d %B %Y}. This paper is of an earlier day, so it "
        "does not count.",
    ),
}


CLOSE_WORDS: Mapping[str, Said] = {
    **WORDS,
    "ballot_closed": Said("", "That written decision was over already. Nothing was closed now."),
}


def tell_numbers(form: ActForm, no: Refused) -> None:
    """Say which figures do not add up, at the one to look at first."""
    facts = no.facts
    if "counted" in facts:
        left = int(str(facts["present"])) - int(str(facts["conflicted"]))
        field, words = (
            "votes_for",
            (
                f"You gave {facts['counted']} votes, but {facts['present']} present less {facts['conflicted']} who "
                f"stepped back leaves {left}. For, against and abstaining must add up to {left}."
            ),
        )
    elif "conflicted" in facts and "present" in facts:
        field, words = (
            "conflicted",
            (f"{facts['conflicted']} cannot have stepped back where {facts['present']} were present."),
        )
    elif "present" in facts:
        field, words = (
            "present",
            (
                f"{facts['present']} cannot have been present: by your rules {facts['in_office']} are in office. "
                "Correct the figure, or the rules."
            ),
        )
    else:
        field, words = (
            "",
            "The rules of your board are not recorded here, or they do not add up. Correct them first.",
        )
    if field and field in form:
        form[field].errors = (*form[field].errors, words)
    else:
        form.form_errors.append(words)


def say(form: ActForm, no: Refused, words: Mapping[str, Said] = WORDS) -> None:
    """Put a refusal's words on a form; those about a field that the form has not, on the form itself."""
    if no.code == "numbers_do_not_add_up":
        tell_numbers(form, no)
        return
    said = words.get(no.code)
    if said is not None and said.field and said.field not in form:
        words = {**words, no.code: Said("", said.words)}
    tell(form, no, words)
