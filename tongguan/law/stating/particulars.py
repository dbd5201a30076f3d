"""The particulars of a declaration: the small nouns of which it is made.

Absent is `None` (or an empty tuple), never an empty text. Quantities and amounts are `Decimal` in the unit or
currency beside them, weights are kilograms, dates are days in the office's own time.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Address:
    line: str | None = None
    city: str | None = None
    postcode: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Party:
    """An enterprise named on the declaration. `identifier` is its national number (China: unified social
    credit code; elsewhere the trader identification number)."""

    identifier: str | None = None
    customs_code: str | None = None
    inspection_code: str | None = None
    name: str | None = None
    name_foreign: str | None = None
    address: Address | None = None
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class Money:
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Freight, insurance or other costs. `mark` says what `amount` is: 1 a rate in percent, 2 an amount
    per tonne, 3 a total. `kind` is the charge's type code where a book lists several."""

    mark: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class Conveyance:
    name: str | None = None
    voyage: str | None = None
    identification_type: str | None = None
    nationality: str | None = None
    mode: str | None = None


@dataclass(frozen=True, kw_only=True)
class Package:
    type: str | None = None
    quantity: Decimal | None = None
    marks: str | None = None
    sequence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who keyed the declaration in and who answers for it (element 46). Kept with the content, never in
    events."""

    operator_card: str | None = None
    operator_name: str | None = None
    input_unit_code: str | None = None
    input_unit_name: str | None = None
    declarant_name: str | None = None
    declarant_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Qualification:
    kind: str | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateRequest:
    code: str | None = None
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, kw_only=True)
class WriteOff:
    line: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A supervision document (China: element 105, `code` one letter) or a document referred to by code
    and number.

    `lines` are the goods lines it covers; empty means all of them.
    """

    code: str | None = None
    number: str | None = None
    category: str | None = None
    name: str | None = None
    exemption: str | None = None
    lines: tuple[int, ...] = ()
    write_off: WriteOff | None = None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One paper of the one set that goes with the declaration: its kind, its number, the digest of its
    bytes."""

    kind: str | None = None
    number: str | None = None
    digest: str | None = None


@dataclass(frozen=True, kw_only=True)
class PreviousDocument:
    category: str | None = None
    code: str | None = None
    number: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class SectionPointer:
    """One step on the way to a place in a message: which section, the how-manieth of its kind, and at the
    end which data element (WCO Data Model identifiers)."""

    sequence: int | None = None
    section: str | None = None
    tag: str | None = None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Additional information: a code, a text, or both; `about` are the sections that it points at."""

    code: str | None = None
    text: str | None = None
    kind: str | None = None
    about: tuple[SectionPointer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change that an amendment asks for: why, and the way to what is changed."""

    reason: str | None = None
    about: tuple[SectionPointer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seal:
    sequence: int | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Container:
    number: str | None = None
    specification: str | None = None
    shared: str | None = None
    tare: Decimal | None = None
    cargo_weight: Decimal | None = None
    lines: tuple[int, ...] = ()
    sequence: int | None = None
    seals: tuple[Seal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Location:
    """Where the goods are. `type` and `qualifier` are codes of the book."""

    name: str | None = None
    type: str | None = None
    qualifier: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    kind: str | None = None
    number: str | None = None
    reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class Procedure:
    current: str | None = None
    previous: str | None = None


@dataclass(frozen=True, kw_only=True)
class Classification:
    code: str | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeclaredTax:
    """What the trader states of a tax: its type, the preference claimed, a quota order, how it will be
    paid."""

    type: str | None = None
    preference: str | None = None
    quota: str | None = None
    base_quantity: Decimal | None = None
    base_unit: str | None = None
    payment_method: str | None = None
    payment: Money | None = None
    assessed: Money | None = None


@dataclass(frozen=True, kw_only=True)
class GoodsDetail:
    """The inspection specification of a goods line (element 93)."""

    ingredients: str | None = None
    valid_until: str | None = None
    shelf_life: str | None = None
    overseas_maker: str | None = None
    specification: str | None = None
    model: str | None = None
    brand: str | None = None
    produced_on: str | None = None
    batch: str | None = None
    maker_registration: str | None = None
    maker_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProductLicence:
    kind: str | None = None
    number: str | None = None
    line: str | None = None
    quantity: str | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """One vehicle of a goods line (element 97)."""

    number: str | None = None
    bill_date: date | None = None
    warranty: str | None = None
    engine: str | None = None
    vin: str | None = None
    chassis: str | None = None
    invoice_quantity: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    model_en: str | None = None
    unit_price: Decimal | None = None
    invoice: str | None = None


@dataclass(frozen=True, kw_only=True)
class DangerousGoods:
    not_dangerous: str | None = None
    un_number: str | None = None
    name: str | None = None
    packing_class: str | None = None
    packing_specification: str | None = None
