"""What every room stands on: errors, checks, words, files, digests, progress, certificates. It knows no city."""
