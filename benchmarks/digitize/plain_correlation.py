"""The peer: cv2.matchTemplate with a mask over scales and rotations, and non-maximum suppression; nothing else."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pandas as pd


def plain_correlation(
    picture: np.ndarray,
    templates: dict[str, np.ndarray],
    steps: tuple[tuple[float, ...], tuple[float, ...]],
    threshold: float,
) -> pd.DataFrame:
    """Return kind, pixel_x, pixel_y and score of every place where the correlation is above the threshold.

    The correlation is TM_CCOEFF_NORMED over the three channels, where alpha is above a half. The best detection
    suppresses those of every kind within half of its symbol.
    """
    rows = []
    for kind, template in templates.items():
        for scale, rotation in product(*steps):
            rows += above(picture, turned(template, scale, rotation), kind, threshold)
    return suppressed(pd.DataFrame(rows, columns=["kind", "pixel_x", "pixel_y", "score", "side"]))


def turned(template: np.ndarray, scale: float, rotation: float) -> np.ndarray:
    h, w = template.shape[:2]
    half = int(np.ceil(np.hypot(h, w) * scale / 2)) + 1
    matrix = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), rotation, scale)
    matrix[:, 2] += half - np.array([(w - 1) / 2, (h - 1) / 2])
    return (
        cv2.warpAffine(template, matrix, (2 * half + 1, 2 * half + 1), borderMode=cv2.BORDER_REPLICATE)
        * (cv2.warpAffine(np.ones((h, w), np.uint8), matrix, (2 * half + 1, 2 * half + 1))[..., None])
    )


def above(picture: np.ndarray, template: np.ndarray, kind: str, threshold: float) -> list[tuple]:
    half, mask = template.shape[0] // 2, np.uint8(template[..., 3] > 127)
    colours = np.ascontiguousarray(template[..., :3])
    score = cv2.matchTemplate(picture, colours, cv2.TM_CCOEFF_NORMED, mask=np.dstack([mask] * 3))
    score[~np.isfinite(score)] = -1
    peaks = np.argwhere((score >= threshold) & (score >= cv2.dilate(score, np.ones((5, 5)))))
    side = float(np.sqrt(mask.sum()))
    return [(kind, x + half, y + half, score[y, x], side) for y, x in peaks]


def suppressed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.sort_values("score", ascending=False, ignore_index=True)
    places, kept = table[["pixel_x", "pixel_y"]].to_numpy(float), []
    for number, place in enumerate(places):
        if all(np.linalg.norm(place - places[k]) >= table["side"][k] / 2 for k in kept):
            kept.append(number)
    return table.iloc[kept].reset_index(drop=True)
