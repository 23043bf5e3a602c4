"""What the demo company trades in: its sites, vendors, customers and products, as readable tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteLine:
    """One site; `share` is its part of the network's demand."""

    code: str
    city: str
    share: float


@dataclass(frozen=True)
class VendorLine:
    """One vendor; `late` is its share of late deliveries, `known` the days since it was entered."""

    key: str
    name: str
    delay: int
    late: float
    currency: str = "EUR"
    known: int = 900
    vat: str = ""
    warning: str = ""


@dataclass(frozen=True)
class ProductLine:
    """One product; `daily` is the units a day that the whole network ships."""

    code: str
    name: str
    category: str
    cost: float
    price: float
    vendor: str
    daily: float
    shape: str
    minimum: int
    multiple: int

    @property
    def steps(self) -> tuple[tuple[int, float], ...]:
        """Steps of the vendor's list: from how many times the minimum, at which part of the price."""
        return ((1, 1.0), (5, 0.95), (20, 0.90)) if self.vendor in {"NS", "RK", "SL"} else ((1, 1.0),)


SITES = (
    SiteLine("HAM", "Hamburg", 0.28),
    SiteLine("LEJ", "Leipzig", 0.22),
    SiteLine("MUC", "Munich", 0.20),
    SiteLine("CGN", "Cologne", 0.18),
    SiteLine("BER", "Berlin", 0.12),
)

VENDORS = (
    VendorLine("RK", "Rheinkabel GmbH", 9, 0.10, vat="DE811907980"),
    VendorLine("WF", "Wälzlager Franken KG", 12, 0.12, vat="DE132467104"),
    VendorLine("NS", "Nordschraube AG", 6, 0.06, vat="DE118584361"),
    VendorLine("BF", "Baltic Filter OÜ", 21, 0.45, vat="EE100366327"),
    VendorLine("SL", "Shenzhen Lumen Ltd", 35, 0.25, currency="USD"),
    VendorLine("SW", "Sicherwerk Arbeitsschutz GmbH", 7, 0.08, vat="DE225588713"),
    VendorLine("PL", "Packhaus Lüneburg GmbH", 5, 0.05, vat="DE811143012"),
    VendorLine("HI", "Hydrotec Italia S.r.l.", 18, 0.20, vat="IT02043090364"),
    VendorLine("KS", "Krause & Sohn Werkzeuge", 10, 0.15, vat="DE143593636", warning="block"),
    VendorLine("AD", "Adria Seals d.o.o.", 11, 0.10, known=12, vat="HR81793146560"),
)

CUSTOMERS = (
    "Alster Maschinenbau GmbH", "Bergmann Haustechnik", "Elbe Elektro Service", "Fischer & Weiß Anlagenbau",
    "Havelwerk Berlin", "Isar Gebäudetechnik", "Kölner Verkehrsbetriebe Werkstatt", "Leipziger Messe Technik",
    "Muldental Fertigung", "Rheinhafen Logistik", "Spree Facility Management", "Stadtwerke Wedel",
)  # fmt: skip

_PRODUCTS = """
CAB-3G15  | Installation cable 3G1.5, 50 m ring     | Electrical | 24.80 | 39.90 | RK | 24  | fast   | 10  | 5
CAB-5G25  | Installation cable 5G2.5, 50 m ring     | Electrical | 61.00 | 94.00 | RK | 6   | fast   | 5   | 5
CAB-CAT7  | Network cable Cat 7, 100 m drum         | Electrical | 48.50 | 79.00 | RK | 4   | steady | 5   | 1
SWI-16A   | Circuit breaker B16, 1-pole             | Electrical | 2.35  | 4.60  | RK | 34  | fast   | 60  | 12
SWI-RCD   | Residual current device 40 A            | Electrical | 23.40 | 38.00 | RK | 6   | steady | 10  | 1
BOX-IP66  | Junction box IP66, 100 x 100            | Electrical | 3.10  | 5.90  | RK | 18  | steady | 20  | 10
TIE-300   | Cable ties 300 mm, bag of 100           | Electrical | 2.20  | 4.50  | RK | 26  | fast   | 50  | 10
BRG-6204  | Deep groove ball bearing 6204-2RS       | Drives     | 3.40  | 6.90  | WF | 22  | steady | 50  | 10
BRG-6308  | Deep groove ball bearing 6308-2RS       | Drives     | 9.60  | 18.50 | WF | 7   | steady | 20  | 5
BRG-22212 | Spherical roller bearing 22212          | Drives     | 54.00 | 96.00 | WF | 1.1 | lumpy  | 2   | 1
BLT-SPZ   | V-belt SPZ 1250                         | Drives     | 6.80  | 12.90 | WF | 8   | steady | 20  | 5
CHN-08B   | Roller chain 08B-1, 5 m                 | Drives     | 19.50 | 34.00 | WF | 3   | lumpy  | 5   | 1
SEA-35X52 | Shaft seal 35 x 52 x 7                  | Drives     | 1.30  | 3.20  | AD | 12  | steady | 100 | 50
SCR-M8X40 | Hexagon screw M8 x 40 A2, box of 100    | Fasteners  | 7.90  | 14.50 | NS | 21  | fast   | 20  | 10
SCR-M12X60| Hexagon screw M12 x 60 A2, box of 50    | Fasteners  | 12.40 | 21.50 | NS | 9   | steady | 10  | 10
NUT-M8    | Hexagon nut M8 A2, box of 200           | Fasteners  | 6.20  | 11.80 | NS | 14  | fast   | 20  | 10
ANC-10    | Heavy-duty anchor 10 x 90, box of 25    | Fasteners  | 21.50 | 36.00 | NS | 5   | steady | 10  | 1
DWL-8     | Wall plug 8 mm, box of 100              | Fasteners  | 3.30  | 6.90  | NS | 28  | fast   | 50  | 10
FLT-2040  | Hydraulic filter element HF 2040        | Filters    | 31.50 | 58.00 | BF | 5.5 | steady | 10  | 2
FLT-AIR9  | Air filter panel F9, 592 x 592          | Filters    | 27.00 | 46.00 | BF | 6   | spring | 12  | 6
FLT-OIL5  | Oil filter W 950                        | Filters    | 6.90  | 12.50 | BF | 11  | steady | 24  | 12
FLT-BAG   | Bag filter G4, set of 8                 | Filters    | 38.00 | 64.00 | BF | 2.4 | lumpy  | 4   | 2
LED-PNL60 | LED panel 60 x 60, 36 W                 | Lighting   | 22.00 | 41.00 | SL | 8   | winter | 50  | 10
LED-SMT   | LED panel 60 x 60, dimmable             | Lighting   | 27.00 | 49.00 | SL | 5   | new    | 50  | 10
LED-HB150 | LED high bay light, 150 W               | Lighting   | 68.00 | 119.00| SL | 2.6 | lumpy  | 10  | 2
LED-TUB15 | LED tube T8, 1.5 m                      | Lighting   | 4.10  | 8.20  | SL | 30  | winter | 100 | 25
LED-EXT   | LED floodlight 50 W, IP65               | Lighting   | 17.50 | 32.00 | SL | 4.5 | winter | 20  | 4
GLV-NIT9  | Nitrile gloves size 9, box of 100       | Safety     | 5.60  | 10.90 | SW | 40  | fast   | 50  | 10
GLV-CUT5  | Cut protection gloves, level 5          | Safety     | 7.40  | 13.90 | SW | 9   | steady | 24  | 12
HLM-WHT   | Safety helmet, white                    | Safety     | 9.80  | 17.50 | SW | 4   | spring | 10  | 1
VST-HV    | High-visibility vest                    | Safety     | 3.20  | 6.50  | SW | 12  | steady | 25  | 5
MSK-FFP2  | Respirator FFP2, box of 20              | Safety     | 8.90  | 16.00 | SW | 15  | winter | 20  | 5
SHO-S3    | Safety shoes S3, size 43                | Safety     | 42.00 | 74.00 | SW | 3   | steady | 5   | 1
BOX-400   | Carton 400 x 300 x 200, bundle of 25    | Packaging  | 11.20 | 19.00 | PL | 19  | peak   | 40  | 20
FLM-STR   | Stretch film 500 mm, 23 my              | Packaging  | 5.90  | 9.80  | PL | 24  | peak   | 60  | 6
TAP-PP    | Packing tape, 66 m, box of 36           | Packaging  | 19.80 | 33.00 | PL | 6   | peak   | 10  | 1
PAL-EUR   | Euro pallet, new                        | Packaging  | 13.50 | 19.50 | PL | 12  | steady | 30  | 15
HYD-PMP12 | Gear pump 12 cc                         | Hydraulics | 96.00 | 165.00| HI | 0.7 | rare   | 1   | 1
HYD-CYL50 | Hydraulic cylinder 50/30 x 200          | Hydraulics | 128.00| 219.00| HI | 0.45| rare   | 1   | 1
HYD-HOS12 | Hydraulic hose DN 12, 20 m              | Hydraulics | 54.00 | 92.00 | HI | 2.2 | lumpy  | 4   | 1
HYD-OIL46 | Hydraulic oil HLP 46, 20 l              | Hydraulics | 41.00 | 66.00 | HI | 6.5 | steady | 12  | 4
TOL-TRQ   | Torque wrench 20-200 Nm                 | Tools      | 58.00 | 99.00 | KS | 1.8 | steady | 2   | 1
TOL-BIT   | Drill bit set, 25 pieces                | Tools      | 14.50 | 27.00 | KS | 3.4 | steady | 5   | 1
CLN-DEG   | Industrial degreaser, 10 l              | Tools      | 18.90 | 33.00 | -  | 5   | steady | 1   | 1
"""

SUBSTITUTES = (
    ("LED-PNL60", "LED-SMT"),
    ("BRG-6308", "BRG-22212"),
    ("FLT-OIL5", "FLT-2040"),
    ("GLV-NIT9", "GLV-CUT5"),
)
"""Pairs that Odoo's optional products offer in place of each other."""


def products() -> tuple[ProductLine, ...]:
    """The product table, row by row."""
    return tuple(_product([cell.strip() for cell in row.split("|")]) for row in _PRODUCTS.strip().splitlines())


def _product(cells: list[str]) -> ProductLine:
    code, name, category, cost, price, vendor, daily, shape, minimum, multiple = cells
    return ProductLine(
        code=code,
        name=name,
        category=category,
        cost=float(cost),
        price=float(price),
        vendor=vendor.strip("-"),
        daily=float(daily),
        shape=shape,
        minimum=int(minimum),
        multiple=int(multiple),
    )
