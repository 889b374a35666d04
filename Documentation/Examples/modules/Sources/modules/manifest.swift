import GitOpsManifest

/// Every image of the Deployments below a folder, with its place; and a new tag for one of them, in the text.
func images(in folder: String) throws {
    let set = ManifestLoader(naming: .asGiven).loadBlocking([folder])
    for entry in set.unreadable { print("cannot be read:", entry) }
    for manifest in set.manifests(ofKind: "Deployment", group: "apps") {
        let containers = try manifest.root.value(at: FieldPath(parsing: "spec.template.spec.containers"))
        for container in containers?.elements.map({ $0 }) ?? [] {
            guard let image = container["image"], let text = image.string else { continue }
            let reference = try ImageReference(parsing: text)
            print("\(manifest.origin.path):\(image.position.map { "\($0)" } ?? "")", reference.tag ?? "no tag")
        }
    }

    let text = "containers:\n- name: web   # the shop\n  image: web:1\n"
    let path = try FieldPath(parsing: "containers[name=web].image")
    let edited = try Document(yaml: text).editingSource([.set(path, Document(json: "\"web:2\"").root)])
    print(edited.source[0..<edited.source.byteCount])
}
