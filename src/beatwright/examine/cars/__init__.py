"""Examiners of cars: what calls need beside what there is, who helps whom, and what car-hours buy."""
