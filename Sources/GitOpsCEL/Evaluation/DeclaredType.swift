/// What a schema says about the values of a bound document, by which some of them are more than JSON.
///
/// Types lie in a row and name each other by number; number 0 is ``any``. Source: k8s.io/apiserver
/// pkg/cel/common/valuesunstructured.go.
package struct DeclaredType: Sendable, Hashable {
    package var form: Form
    /// Of a list: its elements' type. Of a map: its values' type.
    package var element: UInt32 = 0
    /// Of an object.
    package var fields: [Field] = []
    package var listKind = ListKind.atomic
    /// Of a list of kind `map`: the properties that tell elements apart.
    package var mapKeys: [String] = []

    package enum Form: UInt8, Sendable, Hashable {
        /// As the document says.
        case any
        case list, map
        /// Fields by escaped names; null counts as absent.
        case object
        /// A string in base64 that is a bytes value.
        case bytes
        /// A string that is a timestamp: `2006-01-02`, or RFC 3339.
        case date, dateTime
        /// A string that is a duration.
        case duration
        /// A number that is a double even if it is whole.
        case number
    }

    package enum ListKind: UInt8, Sendable, Hashable {
        case atomic, set, map
    }

    package struct Field: Sendable, Hashable {
        package var name: String
        package var type: UInt32
        package init(_ name: String, _ type: UInt32) {
            self.name = name
            self.type = type
        }
    }

    package init(
        _ form: Form, element: UInt32 = 0, fields: [Field] = [], listKind: ListKind = .atomic, mapKeys: [String] = []
    ) {
        self.form = form
        self.element = element
        self.fields = fields
        self.listKind = listKind
        self.mapKeys = mapKeys
    }

    package static let any = DeclaredType(.any)
}
