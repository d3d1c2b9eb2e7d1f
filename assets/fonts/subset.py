"""Cut a face to what our pictures and pages need, with figures of equal width.

usage: python3 subset.py Inter-Regular.otf OUT.otf      (needs fonttools)
       python3 subset.py Inter-Regular.otf OUT.woff2    (needs fonttools and brotli)
"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

source, target = sys.argv[1:]
font = TTFont(source)

# resvg does not switch on `tnum`, so the tabular figures become the only figures.
substitutions = font["GSUB"].table
lookups = next((r.Feature.LookupListIndex for r in substitutions.FeatureList.FeatureRecord if r.FeatureTag == "tnum"), [])
tabular = {}
for lookup in lookups:
    for table in substitutions.LookupList.Lookup[lookup].SubTable:
        tabular |= getattr(table, "ExtSubTable", table).mapping
for table in font["cmap"].tables:
    for digit in range(0x30, 0x3A):
        table.cmap[digit] = tabular.get(table.cmap[digit], table.cmap[digit])

wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x391, 0x3CA)) - {0x3A2}
wanted |= {ord(c) for c in "–—‘’“”„†•…‰‹›€™−×÷±≈≠≤≥∞√∑∂·←↑→↓↔■□▪▲△▶▼◀◆◇○●◦✓✗\u2002\u2003\u2007\u2009\u2011\u202f\u2044\ufffd"}
options = subset.Options()
options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
options.hinting = False
options.glyph_names = False
options.notdef_outline = True
options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 11, 13, 14, 16, 17]
cutter = subset.Subsetter(options)
cutter.populate(unicodes=wanted)
cutter.subset(font)
if target.endswith(".woff2"):
    font.flavor = "woff2"
font.save(target)
