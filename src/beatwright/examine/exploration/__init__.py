"""Examiners of incidents alone, which ask nothing of plans: where and when incidents cluster, and how sure that is."""
