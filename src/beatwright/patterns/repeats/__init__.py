"""Repeats and near repeats: places that suffer again, and their neighbours soon after."""
