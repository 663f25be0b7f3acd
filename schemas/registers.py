"""The registers that a delivery may be of, and the tables of each. Source: contract section 2."""

import pandera.polars as pa

from schemas.deliveries import LPR2
from schemas.ges import GES

REGISTERS: dict[str, dict[str, type[pa.DataFrameModel]]] = {"lpr2": LPR2, "ges": GES}
"""Register -> its tables by file name. The first of them names the contacts: without rows the delivery is refused."""
