"""Make echarts.min.js and world.json of the report page (for developers; pipeline/tagfold/outputs/page/README.md).

Run: python -m benchmarks.measure.make_page_parts   (needs: npm, a network, the packages of requirements-dev.lock)
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

PAGE = Path(__file__).parents[2] / "pipeline/tagfold/outputs/page"

PACKAGES = ("echarts@6.1.0", "esbuild@0.28.2", "mapshaper@0.7.70", "world-atlas@2.0.2")

BANNER = (
    "/*! Apache ECharts 6.1.0, a part of it. Copyright 2017-2026 The Apache Software Foundation. Apache License 2.0, "
    "https://www.apache.org/licenses/LICENSE-2.0. With zrender 6.1.0 (c) 2017 Baidu Inc. and d3 (c) 2010-2016 Mike "
    "Bostock, BSD 3-Clause; tslib 2.3.0 (c) Microsoft Corporation, 0BSD. */"
)

WITHOUT_A_CODE = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
"""What Natural Earth draws and ISO 3166-1 does not list, with the code that its shape goes to."""


def main() -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text("{}")
        _run(folder, "npm", "install", "--no-audit", "--no-fund", *PACKAGES)
        parts = folder / "echarts-parts.js"
        parts.write_bytes((PAGE / parts.name).read_bytes())
        _run(
            folder, "npx", "esbuild", parts.name, "--bundle", "--minify", "--format=iife", "--global-name=echarts",
            "--legal-comments=none", "--target=es2020", f"--banner:js={BANNER}", f"--outfile={PAGE / 'echarts.min.js'}",
        )  # fmt: skip
        atlas = "node_modules/world-atlas/countries-50m.json"
        _run(folder, "npx", "mapshaper", atlas, "-o", "target=countries", "format=geojson", "all.json")
        (folder / "coded.json").write_text(json.dumps(_coded(json.loads((folder / "all.json").read_text()))))
        _run(
            folder, "npx", "mapshaper", "coded.json", "-simplify", "10%", "keep-shapes", "-dissolve", "fields=name",
            "-sort", "name", "-o", "format=geojson", "precision=0.05", "world.json",
        )  # fmt: skip
        world = json.loads((folder / "world.json").read_text())
        world["features"] = [shape for shape in world["features"] if shape["geometry"]]  # some are too small to draw
        (PAGE / "world.json").write_text(json.dumps(world, separators=(",", ":")) + "\n")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True)


def _coded(world: dict[str, Any]) -> dict[str, Any]:
    """The shapes named by code, without Antarctica; one that crosses 180 degrees goes on beyond it."""
    kept = []
    for shape in world["features"]:
        country = pycountry.countries.get(numeric=shape.get("id", "none"))
        code = country.alpha_3 if country else WITHOUT_A_CODE.get(shape["properties"]["name"])
        if code and code != "ATA":
            kept.append({**shape, "properties": {"name": code}})
            geometry = shape["geometry"]
            for polygon in geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]:
                polygon[:] = [_unbroken(ring) for ring in polygon]
    return {**world, "features": kept}


def _unbroken(ring: list[list[float]]) -> list[list[float]]:
    crosses = any(abs(a[0] - b[0]) > 180 for a, b in pairwise(ring))
    return [[x + 360 if crosses and x < 0 else x, y] for x, y in ring]


if __name__ == "__main__":
    main()
