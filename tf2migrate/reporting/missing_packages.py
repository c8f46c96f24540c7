"""Packages that programs need and the interpreters that verify them lack."""

from __future__ import annotations

import re

from tf2migrate.reporting.report import Report

_MISSING = re.compile(r"ModuleNotFoundError: No module named '(\w+)")
_NAMES = {  # of packages, where it is not that of the module
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def missing_packages(report: Report) -> str:
    """What to install so that more can be verified, as a sentence; empty when nothing is missing."""
    open_ = [one for one in report.verifications if one.equal is None]
    found = [match[1] for one in open_ if (match := _MISSING.search(one.text)) and match[1] != "tensorflow"]
    packages = sorted({_NAMES.get(name, name) for name in found})
    if not packages:
        return ""
    programs = "1 program was" if len(found) == 1 else f"{len(found)} programs were"
    return (
        f"{programs} not verified because of missing packages: install {' '.join(packages)} for the interpreters that "
        "run the programs (tf2migrate oracle names them), and verify again"
    )
