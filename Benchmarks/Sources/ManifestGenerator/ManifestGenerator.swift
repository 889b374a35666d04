/// Makes manifests as people keep them in Git: any number of files, each the same whenever seed and number are.
///
/// A file belongs to an application and holds one to a dozen objects of it. Every 25th file is a custom resource
/// definition with a deep schema, so that large and small documents mix as they do in practice.
public struct ManifestGenerator: Sendable {
    private let seed: UInt64

    /// A generator whose files follow from `seed`.
    public init(seed: UInt64) { self.seed = seed }

    /// A file in both of its spellings.
    public struct File: Sendable {
        /// `apps/checkout-17/manifests.yaml`.
        public let path: String
        let objects: [Value]
        let random: SplitMix64

        /// Number of Kubernetes objects.
        public var objectCount: Int { objects.count }

        /// The objects as a YAML stream.
        public var yaml: String {
            var text = YAMLText(random: random)
            for (index, object) in objects.enumerated() {
                let comment = index == 0 ? "Managed in Git; edits in the cluster are undone." : nil
                text.writeDocument(object, comment: comment)
            }
            return text.output
        }

        /// The objects as one JSON value, without blanks: the object, or a `List` of several.
        public var json: String {
            var text = ""
            let value: Value =
                objects.count == 1 ? objects[0] : ["apiVersion": "v1", "kind": "List", "items": .list(objects)]
            JSONText.write(value, to: &text)
            return text
        }
    }

    /// The file with this number, counted from 0. Complexity: O(size of the file).
    public func file(_ number: Int) -> File {
        var mixer = SplitMix64(seed: seed ^ UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95)
        var random = SplitMix64(seed: mixer.next())
        if number % 25 == 24 {
            var definition = CustomDefinition(number: number, random: random)
            let objects = definition.objects()
            return File(path: "crds/\(definition.plural)-\(number).yaml", objects: objects, random: mixer)
        }
        var application = Application(number: number, random: random)
        let objects = application.objects(count: random.pick([1, 1, 2, 3, 5, 8, 12]))
        return File(path: "apps/\(application.name)/manifests.yaml", objects: objects, random: mixer)
    }

    /// Files with exactly `count` objects in all.
    public func files(objects count: Int) -> [File] {
        var files: [File] = []
        var remaining = count
        while remaining > 0 {
            let file = file(files.count)
            files.append(
                File(path: file.path, objects: Array(file.objects.prefix(remaining)), random: file.random))
            remaining -= file.objectCount
        }
        return files
    }
}
