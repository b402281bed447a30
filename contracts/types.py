"""Types that messages and requests share."""

from typing import Annotated

from msgspec import Meta

MinorUnits = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
"""An amount of money in the currency's minor unit: cents for EUR, fils for JOD (1/1000)."""

PositiveMinorUnits = Annotated[int, Meta(ge=1, le=1_000_000_000_000)]
"""An amount of money above zero."""

SignedMinorUnits = Annotated[int, Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)]
"""An amount that may be owed either way."""

Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
"""ISO 4217 code, or a programme's own."""

BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]
"""A share in hundredths of a percent."""

MerchantCategory = Annotated[str, Meta(pattern="^[0-9]{4}$")]
"""ISO 18245 merchant category code."""
