import GitOpsManifest
import GitOpsSchema

/// What the API server would refuse of a file, and how it would store the rest.
func check(_ file: String) throws {
    let set = ManifestLoader(naming: .asGiven).loadBlocking([file])
    // Custom resources are checked by the definitions in the same set.
    let schema = Schema(definitionsIn: set)
    for manifest in set.manifests {
        guard let violations = SchemaValidator(schema: schema).validate(manifest.root) else {
            print(manifest.id, "is of a kind that is not known")
            continue
        }
        for violation in violations {
            print("\(file):\(violation.position.map { "\($0)" } ?? "")", violation)
        }
        if violations.isEmpty {
            print(YAMLWriter().string(try StoredForm(schema: schema).document(of: manifest.root).root))
        }
    }
}
