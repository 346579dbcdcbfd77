"""The word by which a planner says that the rank of a plan is proven."""

__all__ = ["RANK_PROVEN"]

# What the certificate of a plan says whose rank is proven; of the optimum itself its status says so.
RANK_PROVEN = "no better plan keeps the distance to those ranked before"
