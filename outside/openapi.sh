#!/usr/bin/env bash
# The OpenAPI documents and the JSON Schemas: valid, free of lint, and read by a generator of types.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

install_python openapi-spec-validator==0.9.0 check-jsonschema==0.37.1
install_node @redocly/cli@2.77.0 openapi-typescript@7.13.0 typescript@5.9.3

for document in generated/openapi.yaml generated/openapi.json generated/openapi-3.0.json; do
    says 'openapi-spec-validator 0.9.0' openapi-spec-validator "$document"
done
says 'check-jsonschema 0.37.1' check-jsonschema --check-metaschema generated/schemas/*.json
python3 - generated/schemas/*.json <<'PYTHON'
# Each example holds for the schema that has it. References lead to the files beside it.
import json, pathlib, sys
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

schemas = {path: json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:]}
registry = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas.values())
count = 0
for schema in schemas.values():
    for part in [schema, *schema.get("oneOf", [])]:
        for example in part.get("examples", []):
            Draft202012Validator(schema, registry=registry).validate(example)
            count += 1
print(f"{count} examples hold for their schemas")
assert count >= len(schemas)
PYTHON

broken=$folder/broken
for document in generated/openapi.yaml generated/openapi-3.0.json; do
    redocly lint --format=json "$document" >"$folder/lint.json" 2>"$folder/lint.log" || true
    node -e '
        const { problems } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        problems.forEach((problem) => console.log(problem.ruleId));
    ' "$folder/lint.json" >>"$broken"
done
excuse redocly "$broken"
verdict 'redocly 2.77.0' "broken rules: $(paste -sd ' ' "$broken"), all excused"

says 'openapi-typescript 7.13.0' openapi-typescript generated/openapi.yaml -o "$folder/types.ts"
says 'tsc 5.9.3 on these types' tsc --strict --noEmit "$folder/types.ts"
