"""What becomes of compiled kernels: what is said meanwhile, and where they are kept."""
