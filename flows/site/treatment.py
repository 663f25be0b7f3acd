"""Treatment services that municipalities gave, beside the free services of hospitals, as they may leave the house.

Danish: behandlingsydelser. Source: KL memo 2006, section 2.2 (the monitoring agreement asks for both, side by side).
"""

import polars as pl

from flows.site.monitoring import COUNTRY
from transforms.hiding import Line, hide_few


def publish_treatment(visits: pl.DataFrame, places: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The month's treatment services by the citizen's municipality, region and in the country: area, services; few are emptied.

    visits: of the month, as `read_activity` gives them. Nothing where no municipal delivery was there. An area that is not named
    had none.
    """
    given = visits.filter(pl.col("treatment_services") > 0).join(places, left_on="payer", right_on="municipality")
    counted = pl.concat(
        given.group_by(area.alias("area")).agg(
            pl.col("treatment_services").sum().alias("services"), pl.col("cpr").n_unique().alias("citizens")
        )
        for area in (pl.col("payer"), pl.col("region"), pl.lit(COUNTRY))
    ).sort("area")
    towns = places.group_by("region", maintain_order=True).agg("municipality")
    lines = [Line(region, inside) for region, inside in towns.rows()]
    lines.append(Line(COUNTRY, towns["region"].to_list()))
    hidden = hide_few(dict(counted.select("area", "citizens").rows()), lines, threshold)
    return counted.select("area", pl.when(~pl.col("area").is_in(hidden)).then("services").alias("services"))
