import GitOpsManifest

/// One repository that a controller deploys from, as an object says it.
struct DeliverySource {
    /// A field of the object; the value is `nil` when the object does not have it.
    struct Field {
        let path: FieldPath
        let value: Node?

        init(_ path: FieldPath, _ value: Node?) {
            (self.path, self.value) = (path, value?.isNull == true ? nil : value)
        }

        /// A member of an object at a path.
        init(_ parent: Field, _ name: String) {
            self.init(parent.path.appending(.field(name)), parent.value?[name])
        }

        var items: [Node] { value.map { node in node.elements.map { $0 } } ?? [] }

        var text: String { FieldPath.Scalar.spelled(value) ?? "" }
    }

    /// What tells one repository, or one chart of it, from another.
    enum Identity: Hashable {
        case address(SourceAddress)
        /// An object of the cluster: its kind, namespace and name.
        case object(String)
    }

    let identity: Identity
    /// Where the repository is named.
    let address: Field
    /// The chart in it; its value is `nil` for a repository that is deployed itself.
    var chart: Field?
    /// The field with the revision, and how fixed it is.
    var revision: (field: Field, stability: Revision)?
    /// The folders, files and layers of it that are used, without which all of it is.
    var parts: [Field] = []
    /// How its signatures are verified.
    var verification: Field?
    /// Fields that have everybody on the way believed.
    var trustingFields: [Field] = []

    init(address: Field) {
        self.address = address
        identity = .address(SourceAddress(address.text))
    }

    /// A source that another object describes.
    init(reference: Field, namespace: String) {
        address = reference
        let parts = ["kind", "namespace", "name"].map { Field(reference, $0).text }
        identity = .object(
            [parts[0], parts[1].isEmpty ? namespace : parts[1], parts[2]].joined(separator: "/"))
    }

    var isUnprotected: Bool {
        SourceAddress.isUnprotected(address.text) || trustingFields.contains { $0.value?.bool == true }
    }

    func isSameRepository(as other: DeliverySource) -> Bool {
        identity == other.identity && (chart?.text ?? "").hasSameBytes(as: other.chart?.text ?? "")
    }
}

/// What a controller deploys, whence and whither.
struct Delivery {
    /// A field that says where it goes, or with which rights.
    struct Setting {
        let field: DeliverySource.Field
        let reason: String
        /// What it means that the field is gone, where that is worse than another value.
        var loosenedWhenRemoved: String?
    }

    var sources: [DeliverySource] = []
    var settings: [Setting] = []
    /// Where what is said of it comes from: a page of the documentation without its scheme.
    let documentation: String
}
