"""The rules of consistency, as one table: id, severity, clauses, words, what each looks at, and its test.

The first clause that a rule names is the clause of its problems. ``reads`` names the answers a rule looks at, and
``type``, ``members`` or ``vehicle`` (which side it signs on included): a rule whose reads did not change finds what
it found before. An error blocks freezing a draft; a warning needs a recorded reason.

Source: docs/domain, section 2.21; its column "fires when" decides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from govflow.core.consistency import (
    delivery,
    foundations,
    governance,
    leaving,
    money,
    performance,
    signing,
    standards,
    vehicle,
)
from govflow.core.consistency.given import GivenDraft, Place
from govflow.core.errors import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
Test = Callable[[GivenDraft], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class ConsistencyRule:
    """One rule: ``words`` for help pages, ``test`` yields the places that break it."""

    id: str
    severity: Severity
    clauses: tuple[str, ...]
    words: str
    reads: frozenset[str]
    test: Test


def _rule(id: str, severity: Severity, clauses: str, words: str, reads: str, test: Test) -> ConsistencyRule:
    return ConsistencyRule(id, severity, tuple(clauses.split()), words, frozenset(reads.split()), test)


_TABLE = (
    _rule(
        "CR-01",
        ERROR,
        "parties-background",
        "At least two organisations are parties. Two alone need no consortium: an ordinary contract does",
        "members",
        foundations.too_few_parties,
    ),
    _rule(
        "CR-02",
        ERROR,
        "parties-background",
        "No two members have the same reference or the same registered number",
        "members",
        foundations.used_twice,
    ),
    _rule(
        "CR-03",
        ERROR,
        "parties-background spv-ownership",
        "In a vehicle or a co-operative, the vehicle has a name and a legal form, and signs as a party",
        "type vehicle spv_name spv_form",
        vehicle.unready_vehicle,
    ),
    _rule(
        "CR-04",
        ERROR,
        "lead-body",
        "In a consortium with a lead body, the lead body is a full member and is incorporated",
        "type members lead_body",
        vehicle.unfit_lead_body,
    ),
    _rule(
        "CR-05",
        WARNING,
        "parties-background",
        "A full member that delivers work is incorporated. Otherwise its trustees answer with their own"
        " money: make it an associate, or let it incorporate first",
        "members",
        foundations.exposed_trustees,
    ),
    _rule(
        "CR-06",
        ERROR,
        "legal-effect penalty-principles",
        "Where there are penalties, the agreement binds in law, or at least the clauses about them do",
        "legal_effect binding_clauses penalties_used",
        foundations.penalties_not_binding,
    ),
    _rule(
        "CR-07",
        ERROR,
        "conditions-precedent board-approval",
        "The last day for the agreement to take effect is not before the day by which the boards decide",
        "long_stop_date approval_deadline",
        foundations.lapses_before_deadline,
    ),
    _rule(
        "CR-08",
        WARNING,
        "conditions-precedent",
        "The members meet in full at least four times before they sign, so that they know one another",
        "trust_meetings_min",
        foundations.too_few_meetings,
    ),
    _rule(
        "CR-09",
        ERROR,
        "purpose-objectives",
        "Every objective has a measure, somebody who owns it, and a date within the term",
        "objectives start_date initial_term_months extension_months",
        foundations.unfinished_objectives,
    ),
    _rule(
        "CR-10",
        WARNING,
        "purpose-objectives performance-targets",
        "Every objective is tied to at least one measure that is listed",
        "objectives kpis",
        foundations.unmeasured_objectives,
    ),
    _rule(
        "CR-11",
        WARNING,
        "expected-gains",
        "Every full member has said what it expects to gain",
        "members expected_gains",
        foundations.unspoken_gains,
    ),
    _rule(
        "CR-12",
        ERROR,
        "values-independence",
        "If a member is a charity, the agreement says that its trustees keep their own judgement",
        "members charity_no_fetter",
        foundations.fettered_charity,
    ),
    _rule(
        "CR-13",
        ERROR,
        "values-independence",
        "The agreement says that it makes no partnership, unless the vehicle is itself a limited liability"
        " partnership",
        "no_partnership spv_form",
        foundations.legal_partnership,
    ),
    _rule(
        "CR-14",
        ERROR,
        "membership-criteria",
        "If there is a largest number of members, you are not more than that already",
        "members max_members",
        governance.over_greatest_number,
    ),
    _rule(
        "CR-15",
        ERROR,
        "consortium-board",
        "The board’s seats for members, for independent people and for people with lived experience add up"
        " to all its seats. An independent chair takes an independent seat",
        "board_seats_total board_member_seats board_independent_seats board_lived_experience_seats",
        governance.seats_do_not_add_up,
    ),
    _rule(
        "CR-16",
        ERROR,
        "consortium-board quorum",
        "The board’s quorum is not more than its seats",
        "quorum_board_count board_seats_total",
        governance.quorum_over_seats,
    ),
    _rule(
        "CR-17",
        WARNING,
        "quorum",
        "The board’s quorum is at least two, and more than a third of its seats. Half or more is better",
        "quorum_board_count board_seats_total",
        governance.quorum_too_low,
    ),
    _rule(
        "CR-18",
        WARNING,
        "quorum conflicts-of-interest",
        "There is still a quorum when everybody from one member has to step back",
        "quorum_board_count board_seats_total conflict_in_quorum",
        governance.quorum_lost_by_conflict,
    ),
    _rule(
        "CR-19",
        ERROR,
        "quorum",
        "The quorum of the members’ meeting is more than nothing and not more than everybody. Less than"
        " half is unusual",
        "quorum_assembly_pct",
        governance.impossible_assembly_quorum,
    ),
    _rule(
        "CR-20",
        ERROR,
        "decision-rules reserved-matters termination",
        "Matters kept for the members, and ending the agreement, need at least the majority of an everyday"
        " decision",
        "reserved_rule major_rule end_rule ordinary_rule",
        governance.big_decisions_too_easy,
    ),
    _rule(
        "CR-21",
        ERROR,
        "admission reserved-matters review-amendment",
        "What the members’ own boards decide is also kept for the members, and so is a change of the"
        " agreement",
        "reserved_matters member_board_matters",
        governance.unreserved_matters,
    ),
    _rule(
        "CR-22",
        WARNING,
        "decision-rules",
        "Everyday decisions do not need everybody’s consent where more than eight members vote: that"
        " invites delay",
        "members ordinary_rule",
        governance.slow_unanimity,
    ),
    _rule(
        "CR-23",
        ERROR,
        "independent-chair deadlock-and-veto",
        "If a casting vote is to end a deadlock, there is a chair who may vote",
        "deadlock_steps chair_votes",
        governance.chair_without_casting_vote,
    ),
    _rule(
        "CR-24",
        ERROR,
        "voting-rights spv-ownership allocation-of-work",
        "Where votes, work or ownership go by share, every full member has a share, and the shares add up"
        " to 100.00",
        "members vote_basis allocation_method deficit_rule delivery_shares",
        governance.incomplete_shares,
    ),
    _rule(
        "CR-25",
        WARNING,
        "voting-rights",
        "No member can carry an everyday decision alone, and nobody has more votes than the limit you set",
        "members vote_basis delivery_shares vote_cap_pct",
        governance.decides_alone,
    ),
    _rule(
        "CR-26",
        ERROR,
        "voting-rights spv-ownership",
        "In a co-operative society each member has one vote",
        "type spv_form vote_basis",
        governance.society_votes_unequally,
    ),
    _rule(
        "CR-27",
        ERROR,
        "membership-criteria voting-rights",
        "Associate members have a vote only if there is a class of associate members",
        "associate_vote classes",
        governance.votes_without_class,
    ),
    _rule(
        "CR-28",
        ERROR,
        "meetings-and-written-decisions",
        "Papers do not go out before the notice of the meeting, and urgent notice is shorter than ordinary"
        " notice",
        "notice_days_ordinary papers_days notice_days_urgent",
        governance.papers_before_notice,
    ),
    _rule(
        "CR-29",
        WARNING,
        "meetings-and-written-decisions",
        "There are at least three days to answer a written decision, and as long to object to minutes as"
        " there is to send them",
        "written_rule written_response_days",
        governance.rushed_written_decision,
    ),
    _rule(
        "CR-30",
        ERROR,
        "lead-body",
        "The lead body’s own part of the work is not more than the limit you set for it",
        "lead_delivery_pct lead_max_delivery_pct",
        vehicle.lead_delivers_too_much,
    ),
    _rule(
        "CR-31",
        ERROR,
        "lead-body delivery-roles allocation-of-work",
        "What the members are paid, the management fee and the evaluation together are not more than the"
        " contract is worth",
        "contract_value_annual lead_fee_pct hub_fee_pct evaluation_budget_pct delivery_matrix",
        delivery.over_contract_value,
    ),
    _rule(
        "CR-32",
        ERROR,
        "delivery-roles",
        "For each service in each area exactly one member is accountable",
        "delivery_matrix",
        delivery.not_one_accountable,
    ),
    _rule(
        "CR-33",
        ERROR,
        "delivery-roles",
        "All dates of delivery are within the term",
        "delivery_matrix start_date initial_term_months extension_months",
        delivery.outside_the_term,
    ),
    _rule(
        "CR-34",
        WARNING,
        "delivery-roles",
        "Every full member has a part in the work, or is marked as a reserve",
        "type members delivery_matrix reserve_members",
        delivery.idle_members,
    ),
    _rule(
        "CR-35",
        ERROR,
        "purpose-objectives delivery-roles",
        "Nobody delivers outside the consortium’s area",
        "delivery_matrix territory",
        delivery.outside_the_area,
    ),
    _rule(
        "CR-36",
        ERROR,
        "subcontracting payment-flow",
        "Under a public contract members are paid within 30 days (Procurement Act 2023, sections 68 and 73)",
        "public_contract payment_days",
        money.late_public_payment,
    ),
    _rule(
        "CR-37",
        ERROR,
        "payment-flow",
        "Under a public contract no member has to wait for its money until the commissioner has paid",
        "public_contract payment_trigger",
        money.paid_when_paid,
    ),
    _rule(
        "CR-38",
        ERROR,
        "subcontracting",
        "Not more of the work may go to outsiders than the main contract allows",
        "external_max_pct head_contract_subcontract_limit_pct",
        delivery.too_much_outside,
    ),
    _rule(
        "CR-39",
        WARNING,
        "workforce-tupe",
        "If staff may transfer under TUPE, what must be known about them is due at least 28 days before",
        "tupe_expected tupe_info_days",
        delivery.late_staff_details,
    ),
    _rule(
        "CR-40",
        ERROR,
        "shared-services",
        "Those who provide and use a shared service are parties, and leaving the service takes no longer"
        " than leaving the consortium",
        "members shared_services sla_exit_days leave_notice_months",
        delivery.services_of_strangers,
    ),
    _rule(
        "CR-41",
        ERROR,
        "shared-services",
        "To share costs free of VAT there is a separate vehicle, and it charges what things cost, with"
        " nothing added",
        "type vat_cost_sharing charge_basis markup_pct",
        vehicle.unsafe_cost_sharing,
    ),
    _rule(
        "CR-42",
        ERROR,
        "set-up-costs operating-costs",
        "The set-up items add up to the set-up budget, and the bands of the fees leave no gap and do not"
        " overlap",
        "setup_items setup_budget fee_bands",
        money.budget_or_bands_with_gaps,
    ),
    _rule(
        "CR-43",
        ERROR,
        "surplus-deficit",
        "If a member is a charity, there is a limit on what it can be asked to pay towards a deficit",
        "members deficit_rule",
        money.uncapped_charity,
    ),
    _rule(
        "CR-44",
        ERROR,
        "spv-ownership surplus-deficit",
        "A vehicle that may not pay out profit (a CIO, a guarantee CIC, a charity) does not share a surplus"
        " among its members",
        "spv_form surplus_rule profit_rule",
        vehicle.shares_out_surplus,
    ),
    _rule(
        "CR-45",
        ERROR,
        "grant-distribution",
        "What is shared out of a grant and what is kept for joint work add up to the grant of a year",
        "grant_total_year grant_pool_amount grant_split",
        money.grant_does_not_add_up,
    ),
    _rule(
        "CR-46",
        ERROR,
        "liability-sharing",
        "If each member may have to pay for all the others, every board has said that it knows",
        "liability_model joint_several_ack",
        money.unacknowledged_joint_liability,
    ),
    _rule(
        "CR-47",
        ERROR,
        "liability-cap",
        "There is never a limit on liability for fraud, or for death or injury through negligence",
        "cap_exclusions",
        money.capped_beyond_law,
    ),
    _rule(
        "CR-48",
        WARNING,
        "insurance-indemnity",
        "Insurance covers at least the limit on liability, for the member with the most work",
        "members cap_basis cap_pct insurance_cover delivery_matrix",
        money.under_insured,
    ),
    _rule(
        "CR-49",
        ERROR,
        "performance-targets",
        "Every measure has a target, a tolerance, a frequency and an owner. A public contract over £5"
        " million has at least three measures",
        "kpis public_contract contract_value_annual initial_term_months",
        performance.unfinished_kpis,
    ),
    _rule(
        "CR-50",
        ERROR,
        "reporting-review remedy-plan",
        "Missed targets are counted in the periods of the reports, and a plan to put things right is due"
        " before the next period ends",
        "trigger_periods report_frequency plan_due_days kpis",
        performance.remedy_out_of_step,
    ),
    _rule(
        "CR-51",
        ERROR,
        "penalty-principles",
        "Where there are penalties, the agreement says in at least 20 words what interest they protect, and"
        " sets a limit for all of them together",
        "penalties_used legit_interest penalty_total_cap_pct",
        performance.unfounded_penalties,
    ),
    _rule(
        "CR-52",
        ERROR,
        "penalty-principles payment-withholding liquidated-damages",
        "The limit on payments held back and the limit on fixed sums are together not more than the limit"
        " for all penalties",
        "penalties_used penalty_total_cap_pct withhold_cap_pct ld_cap_pct ld_table",
        performance.caps_over_total,
    ),
    _rule(
        "CR-53",
        ERROR,
        "liquidated-damages",
        "Every fixed sum has a reason, a unit, a rate and a limit, and a graver breach costs more",
        "ld_table",
        performance.unfinished_fixed_sums,
    ),
    _rule(
        "CR-54",
        WARNING,
        "penalty-principles",
        "All penalties together are not more than 15% of a member’s yearly money",
        "penalties_used penalty_total_cap_pct",
        performance.heavy_penalties,
    ),
    _rule(
        "CR-55",
        ERROR,
        "safeguarding",
        "Where you work with children or adults at risk, somebody leads on safeguarding, and a concern is"
        " reported within 24 hours",
        "serves_children serves_adults_at_risk safeguarding_lead safeguarding_report_hours",
        standards.unsafe_work,
    ),
    _rule(
        "CR-56",
        ERROR,
        "confidentiality",
        "Confidentiality never stops a member from telling its own board, its regulator, or anybody whom"
        " the law protects",
        "conf_exceptions",
        standards.too_secret,
    ),
    _rule(
        "CR-57",
        ERROR,
        "data-protection",
        "Where parties decide together about personal data, there is a contact point and a published"
        " summary. Where one acts for another, the terms for that are in",
        "dp_model dp_contact_point art26_summary_published art28_terms",
        standards.unsettled_data_roles,
    ),
    _rule(
        "CR-58",
        ERROR,
        "data-protection",
        "A loss of personal data is told to the others within 72 hours. 24 is better",
        "breach_notify_hours",
        standards.late_breach_notice,
    ),
    _rule(
        "CR-59",
        ERROR,
        "referrals data-protection",
        "Where clients are referred, you have chosen how personal data are handled and listed what is shared",
        "referral_model dp_model dp_matrix",
        standards.referrals_without_data_terms,
    ),
    _rule(
        "CR-60",
        ERROR,
        "term-commencement bidding voluntary-withdrawal",
        "The notice to leave, the time one must stay, and any time one may not leave all fit within the term",
        "initial_term_months leave_notice_months min_commitment_months lock_in_months",
        leaving.longer_than_the_term,
    ),
    _rule(
        "CR-61",
        WARNING,
        "voluntary-withdrawal exit-consequences",
        "The notice to leave is at least as long as handing over work and moving clients takes",
        "leave_notice_months handover_days client_transfer_days",
        leaving.notice_under_handover,
    ),
    _rule(
        "CR-62",
        ERROR,
        "expulsion",
        "Removing a member takes at least the majority of an everyday decision and a hearing, and that"
        " member does not vote",
        "expulsion_rule ordinary_rule expulsion_hearing member_conflict_on_own_case",
        leaving.unfair_removal,
    ),
    _rule(
        "CR-63",
        WARNING,
        "suspension expulsion",
        "The board confirms a suspension within seven days, and it lasts long enough for notice, a hearing"
        " and an appeal",
        "suspension_confirm_hours suspension_max_days expulsion_notice_days expulsion_appeal_days",
        leaving.unsettled_suspension,
    ),
    _rule(
        "CR-64",
        WARNING,
        "deadlock-and-veto disputes",
        "The steps to end a deadlock or a dispute are over before a member’s notice to leave would be",
        "leave_notice_months deadlock_days dispute_tiers",
        leaving.slower_than_leaving,
    ),
    _rule(
        "CR-65",
        ERROR,
        "joint-positions",
        "In an alliance with charities a member may stay out of a joint position",
        "type members position_opt_out",
        standards.no_opt_out,
    ),
    _rule(
        "CR-66",
        ERROR,
        "joint-positions",
        "An alliance checks its campaigns against charity and election law, and records what they cost",
        "type campaign_law_check joint_campaign_spend_record",
        standards.unchecked_campaigns,
    ),
    _rule(
        "CR-67",
        ERROR,
        "representation",
        "For every community you list there is a member that speaks for it",
        "members communities",
        standards.unheard_communities,
    ),
    _rule(
        "CR-68",
        ERROR,
        "board-approval",
        "A change of the parties, the purpose, money, liability, penalties, leaving, voting, the term or"
        " personal data goes back to every board",
        "material_changes",
        signing.immaterial_changes,
    ),
    _rule(
        "CR-69",
        ERROR,
        "legal-effect execution",
        "You sign as the agreement needs, as a contract or as a deed, and each party in a way that is open"
        " to its legal form",
        "members vehicle sign_as legal_effect signatories",
        signing.cannot_sign_so,
    ),
    _rule(
        "CR-70",
        WARNING,
        "governing-law",
        "All members are in the nation whose law you chose, or advice is being taken",
        "members law cross_border_advice",
        signing.other_nations,
    ),
    _rule(
        "CR-71",
        ERROR,
        "legal-effect admission",
        "If the agreement is a deed, a new member joins by deed",
        "legal_effect accession_instrument",
        signing.joining_not_by_deed,
    ),
    _rule(
        "CR-72",
        WARNING,
        "records-foi",
        "Records are kept for at least six years after a contract ends, or twelve if the agreement is a deed",
        "retention_years legal_effect",
        standards.short_records,
    ),
    _rule(
        "CR-73",
        ERROR,
        "spv-directors",
        "The numbers of the vehicle’s directors add up",
        "spv_directors_total spv_member_directors spv_independent_directors spv_executive_directors",
        vehicle.directors_do_not_add_up,
    ),
    _rule(
        "CR-74",
        ERROR,
        "spv-ownership",
        "A CIC, a CIO and a community benefit society have an asset lock. A guarantee company and a CIO"
        " have no shares",
        "spv_form ownership_basis asset_lock",
        vehicle.wrong_lock_or_shares,
    ),
    _rule(
        "CR-75",
        WARNING,
        "term-commencement",
        "The term, with its time for winding down, lasts until all delivery has ended",
        "delivery_matrix start_date initial_term_months extension_months runoff_months",
        delivery.outlives_run_off,
    ),
    _rule(
        "CR-76",
        WARNING,
        "due-diligence",
        "No member would depend on this work for more of its income than the limit you set",
        "members max_dependency_pct delivery_matrix",
        delivery.too_dependent,
    ),
    _rule(
        "CR-77",
        WARNING,
        "insolvency-change-of-control",
        "A member does not drop out by itself when it becomes insolvent: that may have no effect against a"
        " company (Insolvency Act 1986, section 233B). Choose a review instead",
        "insolvency_effect",
        leaving.automatic_exit,
    ),
)

RULES: Mapping[str, ConsistencyRule] = MappingProxyType({rule.id: rule for rule in _TABLE})
"""Every rule by its id, in order."""
