"""What commands and runs that are not done keep beside the plans of a case."""
