"""What a trader states, after a door has put it into our form.

Nothing here is worked out: a `Declaration` holds the statement and nothing else. Which of these fields a
book knows, how long they may be and what they are called stands in the book's element rows, not here.
Fields that the merged Chinese declaration does not use serve the declarations of other jurisdictions, by
their WCO Data Model names.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from tongguan.law.stating.particulars import (
    Attachment,
    CertificateRequest,
    Change,
    Classification,
    Container,
    Conveyance,
    Cost,
    DangerousGoods,
    DeclaredTax,
    Document,
    GoodsDetail,
    Guarantee,
    Location,
    Money,
    Package,
    Party,
    Person,
    PreviousDocument,
    Procedure,
    ProductLicence,
    Qualification,
    Statement,
    Vehicle,
)

Direction = Literal["import", "export"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One goods line. China numbers lines from 1 without gaps and takes at most 50 of them."""

    number: int | None = None
    ledger_line: int | None = None
    commodity_code: str | None = None
    inspection_code: str | None = None
    inspection_name: str | None = None
    name: str | None = None
    name_en: str | None = None
    specification: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    currency: str | None = None
    first_quantity: Decimal | None = None
    first_unit: str | None = None
    second_quantity: Decimal | None = None
    second_unit: str | None = None
    bom_version: str | None = None
    item_number: str | None = None
    destination_country: str | None = None
    origin_country: str | None = None
    origin_region: str | None = None
    district: str | None = None
    division: str | None = None
    levy_mode: str | None = None
    detail: GoodsDetail | None = None
    licences: tuple[ProductLicence, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    attributes: tuple[str, ...] = ()
    purpose: str | None = None
    dangerous: DangerousGoods | None = None
    # beyond the merged Chinese declaration
    origin_kind: str | None = None
    preference_origin: str | None = None
    classifications: tuple[Classification, ...] = ()
    gross_weight: Decimal | None = None
    net_weight: Decimal | None = None
    packages: tuple[Package, ...] = ()
    containers: tuple[str, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    documents: tuple[Document, ...] = ()
    statements: tuple[Statement, ...] = ()
    previous_documents: tuple[PreviousDocument, ...] = ()
    taxes: tuple[DeclaredTax, ...] = ()
    additions: tuple[str, ...] = ()
    valuation_method: str | None = None
    customs_value: Money | None = None
    statistical_value: Money | None = None
    transaction_nature: str | None = None
    dispatch_country: str | None = None
    consignee: Party | None = None
    tax_parties: tuple[Party, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One merged declaration, as stated.

    `trader` is the domestic consignee (import) or consignor (export); `overseas` the other side;
    `end_user` who consumes or made the goods; `declarant` who lodges. `reference` is the declarant's own,
    unique for each declarant. `amends` is the number of the entry that an additional message is about, and
    `changes` what it changes.
    """

    direction: Direction
    reference: str
    kind: str | None = None
    office: str | None = None
    border_office: str | None = None
    ledger_number: str | None = None
    contract: str | None = None
    border_date: date | None = None
    trader: Party | None = None
    overseas: Party | None = None
    end_user: Party | None = None
    declarant: Party | None = None
    transport_mode: str | None = None
    conveyance: Conveyance | None = None
    bill: str | None = None
    supervision_mode: str | None = None
    levy_nature: str | None = None
    licence: str | None = None
    country: str | None = None
    port_of_call: str | None = None
    deal_terms: str | None = None
    freight: Cost | None = None
    insurance: Cost | None = None
    other_costs: Cost | None = None
    packages: int | None = None
    package_type: str | None = None
    other_packages: tuple[Package, ...] = ()
    gross_weight: Decimal | None = None
    net_weight: Decimal | None = None
    trading_country: str | None = None
    entry_port: str | None = None
    storage_place: str | None = None
    loading_port: str | None = None
    entry_type: str | None = None
    remarks: str | None = None
    marks: str | None = None
    related_parties: str | None = None
    price_influence: str | None = None
    royalties: str | None = None
    self_assessed: str | None = None
    options: str | None = None
    form_type: str | None = None
    people: Person | None = None
    related_entry: str | None = None
    related_ledger: str | None = None
    bonded_site: str | None = None
    yard: str | None = None
    inspection_office: str | None = None
    qualifications: tuple[Qualification, ...] = ()
    certificate_office: str | None = None
    port_inspection_office: str | None = None
    departure_date: date | None = None
    delivery_order: str | None = None
    destination_office: str | None = None
    related_inspection: str | None = None
    relation_reason: str | None = None
    user_contact: str | None = None
    user_phone: str | None = None
    original_containers: str | None = None
    special_flags: str | None = None
    certificates: tuple[CertificateRequest, ...] = ()
    discharged_on: date | None = None
    items: tuple[Item, ...] = ()
    containers: tuple[Container, ...] = ()
    documents: tuple[Document, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    # beyond the merged Chinese declaration
    amends: str | None = None
    changes: tuple[Change, ...] = ()
    issued_at: datetime | None = None
    accepted_at: datetime | None = None
    item_count: int | None = None
    destination_country: str | None = None
    dispatch_country: str | None = None
    agent: Party | None = None
    agent_capacity: str | None = None
    submitter: Party | None = None
    consignor: Party | None = None
    carrier: Party | None = None
    buyer: Party | None = None
    seller: Party | None = None
    supply_chain: tuple[Party, ...] = ()
    tax_parties: tuple[Party, ...] = ()
    authorisations: tuple[Qualification, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    statements: tuple[Statement, ...] = ()
    previous_documents: tuple[PreviousDocument, ...] = ()
    location: Location | None = None
    warehouse: Qualification | None = None
    exit_office: str | None = None
    supervising_office: str | None = None
    arrival: Conveyance | None = None
    departure: Conveyance | None = None
    route: tuple[str, ...] = ()
    freight_payment: str | None = None
    containerised: str | None = None
    invoice_total: Money | None = None
    costs: tuple[Cost, ...] = ()
    terms_place: str | None = None
    transaction_nature: str | None = None
    trader_reference: str | None = None
