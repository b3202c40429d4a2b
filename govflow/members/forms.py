"""What people fill in about members: the consortium, an organisation, its board's rules, an invitation.

In: what was typed. Out: values of the core; and words beside the field for what the rules refuse.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from govflow.core.answers import Kind, Question
from govflow.core.counting import BOARD_RULES, BoardRules, WrittenRule
from govflow.core.draft import CLASSES, JURISDICTIONS, Member
from govflow.core.legal_forms import FORMS
from govflow.core.permissions import Role
from govflow.core.text import canonical
from govflow.core.typed import plain_of
from govflow.core.voting import Basis, RuleCode
from govflow.core.words import capital
from govflow.members.pages import CLASS_WORDS, MAJORITY_WORDS, ROLE_WORDS, TYPE_WORDS, WRITTEN_WORDS
from govflow.web.forms import ActForm, Said, WholeNumberField, one_fault, one_line

LONGEST_NAME = 300
"""So many characters the roll keeps of a name."""

MOST_PEOPLE = 999
LARGEST_INCOME = Decimal("99999999999")
NOT_AN_AMOUNT = "Enter an amount in pounds, 0 or more."
OUT_OF_REACH = f"Enter an amount in pounds, from 0 to {LARGEST_INCOME:,}."
_POUNDS = Question("annual_income", "", Kind.MONEY, "", "", "GBP/year")

WORDS: Mapping[str, Said] = {
    "email_not_an_address": Said("email", "Enter an e-mail address, like name@example.org."),
    "email_taken": Said(
        "email", "Somebody with this address was added a moment ago. Send the invitation again."
    ),
    "no_role_given": Said("roles", "Choose at least one role."),
    "member_twice": Said("legal_name", "Somebody added an organisation a moment ago. Send it again."),
    "someone_else_corrected": Said(
        "",
        "Somebody else corrected this organisation while you were typing, so nothing is saved yet. Compare what "
        "stands there now with what you typed, and save again.",
    ),
    "nothing_to_act_on": Said("", "This role has ended already."),
    "last_of_its_kind": Said(
        "", "Nobody else could look after the people here. Give the role to another first."
    ),
    "numbers_do_not_add_up": Said(
        "in_office", "There cannot be more people in office ({in_office}) than seats ({seats})."
    ),
    "key_reused": Said(
        "", "This was recorded when you pressed first, and nothing was recorded now. Open the page again."
    ),
}


def _required(words: str) -> DataRequired:
    """Words or a choice, and not spaces alone."""
    return DataRequired(words)


class PoundsField(DecimalField):  # type: ignore[misc]  # the library is untyped
    """An amount as people write one: "£1,250,000"."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what is no number is kept, and refused."""
        amounts = [plain_of(_POUNDS, typed, {}) for typed in valuelist if typed.strip()]
        # The library reads "1e9" and "Infinity" too; it refuses a blank.
        super().process_formdata(["" if isinstance(amount, str) else str(amount) for amount in amounts])

    def pre_validate(self, form: ActForm) -> None:
        """What is no number is told once."""
        one_fault(self)


class FoundForm(ActForm):
    """A new consortium."""

    title = StringField(
        "What is the consortium called?",
        [_required("Enter a name. You can change it later."), Length(max=300)],
        filters=[one_line],
    )
    type = RadioField(
        "Which kind is it?", [_required("Choose the kind that comes nearest.")], choices=TYPE_WORDS
    )


def same_name(name: str) -> str:
    """A name as it is compared: whatever its spaces and capitals."""
    return canonical(name).casefold()


class MemberForm(ActForm):
    """An organisation on the roll. ``others``: the names of the others there; ``seen``: what stood there.

    The vehicle has no class of membership.
    """

    others: Collection[str] = ()

    seen = HiddenField()

    legal_name = StringField(
        "Legal name",
        [_required("Enter the name as it stands in its register."), Length(max=LONGEST_NAME)],
        filters=[one_line],
    )
    legal_form = SelectField(
        "Legal form",
        choices={code: capital(form.label) for code, form in FORMS.items()},
    )
    is_charity = BooleanField("It is a charity")
    jurisdiction = RadioField(
        "Nation", [_required("Choose the nation whose law it is under.")], choices=dict(JURISDICTIONS)
    )
    reg_no = StringField("Registered number", [Length(max=60)], filters=[one_line])
    registered_office = TextAreaField("Registered office", [Length(max=500)])
    member_class = RadioField(
        "Class of membership", choices={code: CLASS_WORDS[code] for code in CLASSES}, default=CLASSES[0]
    )
    annual_income = PoundsField(
        "Income a year",
        [Optional(), NumberRange(0, LARGEST_INCOME, OUT_OF_REACH)],
        places=2,
        invalid_value_message=NOT_AN_AMOUNT,
    )
    role = StringField("Part in the consortium", [Length(max=500)], filters=[one_line])
    is_vehicle = BooleanField("This is the vehicle the members own together")

    @property
    def has_class(self) -> bool:
        """Whether it is a member, and not the vehicle."""
        return "member_class" in self and not ("is_vehicle" in self and self.is_vehicle.data)

    @property
    def is_there(self) -> bool:
        """Whether another of this name is on the roll."""
        return same_name(self.legal_name.data or "") in {same_name(name) for name in self.others}

    def validate_legal_name(self, legal_name: StringField) -> None:
        """Each organisation is on the roll once."""
        if self.is_there:
            raise ValidationError(
                "An organisation of this name is on the roll already. Look there first, or mend the name."
            )

    def member(self, code: str, before: Member | None = None) -> Member:
        """The organisation as it was typed; ``before``: as it stood, whose way of signing is kept."""
        income = self.annual_income.data
        return Member(
            member_id=code,
            legal_name=self.legal_name.data.strip(),
            legal_form=self.legal_form.data,
            is_charity=self.is_charity.data,
            reg_no=self.reg_no.data.strip(),
            jurisdiction=self.jurisdiction.data,
            registered_office=" ".join(self.registered_office.data.split()),
            member_class=self.member_class.data or "" if self.has_class else "",
            annual_income=None if income is None else Decimal(income),
            role=self.role.data.strip(),
            execution_method="" if before is None else before.execution_method,
        )


def _people(label: str, least: int) -> WholeNumberField:
    told = f"{label}: enter a whole number of people"
    limits = NumberRange(least, MOST_PEOPLE, f"{told}, from {least} to {MOST_PEOPLE}.")
    return WholeNumberField(label, [InputRequired(f"{told}."), limits])


class BoardRulesForm(ActForm):
    """How a board decides, by its own governing document."""

    seats = _people("Seats", 1)
    in_office = _people("People in office now", 0)
    quorum = _people("Quorum", 1)
    majority = RadioField(
        "A decision needs",
        choices={str(code): MAJORITY_WORDS[code].capitalize() for code in BOARD_RULES},
        default=str(RuleCode.SIMPLE_MAJORITY),
    )
    basis = RadioField(
        "Counted out of",
        choices={
            str(Basis.VOTES_CAST): "The votes cast (abstentions are left out)",
            str(Basis.PRESENT): "Those present (an abstention works against)",
            str(Basis.ALL_ENTITLED): "Everybody entitled (an absence works against)",
        },
        default=str(Basis.VOTES_CAST),
    )
    chair_casting = BooleanField("The chair decides when votes are equal")
    written = RadioField(
        "Can it decide in writing, without a meeting?",
        choices={str(rule): words for rule, words in WRITTEN_WORDS.items()},
        default=str(WrittenRule.UNANIMOUS),
    )
    source = StringField(
        "Where does this come from?",
        [
            _required("Name the document and clause, like “Articles of association, article 14”."),
            Length(max=500),
        ],
        filters=[one_line],
    )

    def validate_quorum(self, quorum: WholeNumberField) -> None:
        """A quorum that the seats cannot make is a slip."""
        seats = self.seats.data
        if not quorum.errors and seats is not None and quorum.data > seats:
            raise ValidationError(f"Quorum: it cannot be larger than the number of seats ({seats}).")

    def rules(self) -> BoardRules:
        """The rules as they were typed."""
        return BoardRules(
            seats=self.seats.data,
            in_office=self.in_office.data,
            quorum=self.quorum.data,
            majority=RuleCode(self.majority.data),
            basis=Basis(self.basis.data),
            chair_casting=self.chair_casting.data,
            written=WrittenRule(self.written.data),
        )


class InviteForm(ActForm):
    """Somebody to invite."""

    name = StringField(
        "Name",
        [_required("Enter their name."), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        "E-mail address",
        [_required("Enter their e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "off"},
    )
    office = StringField("What they are called there", [Length(max=100)], filters=[one_line])
    roles = SelectMultipleField("What may they do?", [_required("Choose at least one role.")])
    granted = BooleanField("An observer may read the draft")

    def offer(self, roles: Iterable[Role]) -> None:
        """Offer the roles that may be given."""
        self.roles.choices = {str(role): ROLE_WORDS[role] for role in Role if role in set(roles)}
