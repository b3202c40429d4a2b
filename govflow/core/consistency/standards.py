"""Safeguarding, information, records and voice: CR-55 to 59, 65 to 67, 72.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator

from govflow.core.consistency.given import GivenDraft, Place, choices, count, in_quotes

SAFEGUARDING_HOURS = 24
BREACH_HOURS = 72  # UK GDPR, article 33(1)
CONTRACT_YEARS = 6  # Limitation Act 1980, section 5
DEED_YEARS = 12  # Limitation Act 1980, section 8
KEPT_EXCEPTIONS = ("own_board", "law_court", "regulator", "protected_disclosure")


def unsafe_work(draft: GivenDraft) -> Iterator[Place]:
    if not (draft.true("serves_children") or draft.true("serves_adults_at_risk")):
        return
    if draft.text("safeguarding_lead") is None:
        told = "There is work with children or adults at risk, but no safeguarding lead."
        yield Place("safeguarding_lead", told, "Name the consortium's safeguarding lead.")
    hours = draft.number("safeguarding_report_hours")
    if hours is None or hours > SAFEGUARDING_HOURS:
        when = "at no stated time" if hours is None else f"only within {count(hours, 'hour')}"
        told = f"There is work with children or adults at risk, and the safeguarding lead is told {when}."
        yield Place("safeguarding_report_hours", told, f"Give {SAFEGUARDING_HOURS} hours or less.")


def too_secret(draft: GivenDraft) -> Iterator[Place]:
    missing = draft.lacking("conf_exceptions", KEPT_EXCEPTIONS)
    if draft.entries("conf_exceptions") is not None and missing:
        told = f"The exceptions to confidentiality leave out {choices(missing)}."
        yield Place("conf_exceptions", told, "Add what is missing: nobody may be kept from telling these.")


def unsettled_data_roles(draft: GivenDraft) -> Iterator[Place]:
    model = draft.text("dp_model")
    if model == "joint_controllers" and draft.text("dp_contact_point") is None:
        told = "Members decide together about personal data, but nobody is named for people to contact."
        yield Place("dp_contact_point", told, "Name the contact point.")
    if model == "joint_controllers" and not draft.true("art26_summary_published"):
        told = (
            "Members decide together about personal data, but the summary of who does what is not published."
        )
        yield Place(
            "art26_summary_published", told, "Publish the summary (UK GDPR, article 26) and confirm it."
        )
    if model == "controller_processor" and not draft.true("art28_terms"):
        told = "One member handles personal data for another, but the terms for that are not included."
        yield Place("art28_terms", told, "Include the processor terms (UK GDPR, article 28) and confirm it.")


def late_breach_notice(draft: GivenDraft) -> Iterator[Place]:
    hours = draft.number("breach_notify_hours")
    if hours is not None and hours > BREACH_HOURS:
        told = f"Members tell each other of a data breach within {count(hours, 'hour')}, too late for the regulator."
        yield Place("breach_notify_hours", told, f"Give {BREACH_HOURS} hours or less; 24 is better.")


def referrals_without_data_terms(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("referral_model") not in ("open", "hub", "case_conference"):
        return
    if draft.text("dp_model") in (None, "none"):
        told = "Clients are referred between members, but nothing says who is responsible for their data."
        yield Place("dp_model", told, "Choose who decides why and how personal data is used.")
    if not draft.rows("dp_matrix"):
        told = "Clients are referred between members, but the table of uses of personal data is empty."
        yield Place("dp_matrix", told, "Add a row for each use, starting with referrals.")


def no_opt_out(draft: GivenDraft) -> Iterator[Place]:
    if draft.type == "AL" and draft.has_charity and not draft.true("position_opt_out"):
        told = "A charity is a member, and members may not opt out of a joint position."
        yield Place("position_opt_out", told, "Let a member opt out and have that shown.")


def unchecked_campaigns(draft: GivenDraft) -> Iterator[Place]:
    if draft.type != "AL":
        return
    if not draft.true("campaign_law_check"):
        told = "Campaigns are not checked against charity and election rules."
        yield Place("campaign_law_check", told, "Confirm that each campaign is checked.")
    if not draft.true("joint_campaign_spend_record"):
        told = "Spending on joint campaigns is not recorded."
        yield Place("joint_campaign_spend_record", told, "Confirm that it is recorded.")


def unheard_communities(draft: GivenDraft) -> Iterator[Place]:
    for number, row in enumerate(draft.rows("communities")):
        speakers = row.entries("member_ids") or ()
        strangers = [speaker for speaker in speakers if speaker not in draft.ids]
        called = row.text("community") or f"Community {number + 1}"
        if strangers:
            told = f"{called}: no member is called {in_quotes(strangers)}."
        elif not speakers:
            told = f"{called}: no member speaks for it."
        else:
            continue
        yield Place(f"communities[{number}].member_ids", told, "Name the members who speak for it.")


def short_records(draft: GivenDraft) -> Iterator[Place]:
    years, deed = draft.number("retention_years"), draft.text("legal_effect") == "binding_deed"
    least = DEED_YEARS if deed else CONTRACT_YEARS
    if years is not None and years < least:
        what = "a deed" if deed else "a contract"
        told = f"Records are kept {count(years, 'year')}; claims under {what} can come for {least} years."
        yield Place("retention_years", told, f"Keep them at least {least} years, or record why not.")
