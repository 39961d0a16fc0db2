"""Numbers about cadres and civil servants, by subject; importing this declares them."""

from jingwei.cadres.indicators import (
    appraisal,
    posts,
    servants,
    structure,
    supervision,
    training,
)

__all__ = ["appraisal", "posts", "servants", "structure", "supervision", "training"]
