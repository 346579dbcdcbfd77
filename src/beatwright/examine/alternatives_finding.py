"""Ranked alternatives as a finding."""

from __future__ import annotations

from beatwright.core.city import City
from beatwright.core.finding import Finding
from beatwright.core.site_names import post_names
from beatwright.examine.alternative_charts import alternatives_map, worth_bars
from beatwright.examine.alternative_tables import alternatives_plans, alternatives_table, worth_plans, worth_table
from beatwright.examine.alternative_words import alternative_sentences, alternatives_title
from beatwright.examine.alternatives import Alternatives

__all__ = ["ALTERNATIVES", "alternatives_of", "finding_of_alternatives"]

ALTERNATIVES = "alternatives"


def finding_of_alternatives(alternatives: Alternatives, city: City) -> Finding:
    """Return what ranked alternatives say, in words, tables, a map and bars; the plans are in the details.

    Parameters
    ----------
    alternatives : Alternatives
        Without worths nothing is said of single posts.
    city : City
        Where the sites are, and what people call them.
    """
    names = post_names(city)
    tables = [alternatives_table(alternatives, names), alternatives_plans(alternatives)]
    charts = [alternatives_map(alternatives, city)] if len(alternatives.ranked) > 1 else []
    if alternatives.worth:
        tables += [worth_table(alternatives, names), worth_plans(alternatives, names)]
    return Finding(
        ALTERNATIVES,
        alternatives_title(alternatives),
        alternative_sentences(alternatives, names),
        tables=tables,
        charts=(*charts, *([worth_bars(alternatives, names)] if alternatives.worth else [])),
        certificates={one.plan.name: one.certificate for one in alternatives.ranked},
        details=alternatives.to_dict(),
        short="Alternatives",
    )


def alternatives_of(finding: Finding) -> Alternatives:
    """Return the ranked alternatives that a finding was made of."""
    return Alternatives.from_dict(finding.details)
