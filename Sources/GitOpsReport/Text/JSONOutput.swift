import GitOpsManifest

/// Writes JSON from front to back, without a tree in between: what is written has the order of the calls.
package struct JSONOutput {
    private var bytes: [UInt8] = []
    private let indentation: Int?
    private var level = 0
    private var isEmpty = true

    /// `indentation` spaces a level, or one line when it is `nil`.
    package init(indentation: Int? = nil) { self.indentation = indentation }

    /// What was written, with hidden characters escaped as a terminal needs it.
    package var text: String { PrintableText.escapedInJSON(String(decoding: bytes, as: UTF8.self)) }

    // MARK: Values

    package mutating func value(_ text: String) { raw(JSONWriter.quoted(text)) }
    package mutating func value(_ number: Int) { raw(String(number)) }
    package mutating func value(_ flag: Bool) { raw(flag ? "true" : "false") }
    package mutating func null() { raw("null") }

    package mutating func object(_ body: (inout JSONOutput) -> Void) { container("{", "}", body) }
    package mutating func array(_ body: (inout JSONOutput) -> Void) { container("[", "]", body) }

    /// An array with a value for each element.
    package mutating func array<Element>(_ elements: [Element], _ body: (inout JSONOutput, Element) -> Void) {
        array { for element in elements { body(&$0, element) } }
    }

    // MARK: Members

    /// A member with a text; none when there is no text.
    package mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        value(text)
    }

    package mutating func member(_ name: String, _ number: Int?) {
        guard let number else { return }
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    package mutating func member(_ name: String, object body: (inout JSONOutput) -> Void) {
        key(name)
        object(body)
    }

    /// A member with an array; none when there are no elements.
    package mutating func member<Element>(
        _ name: String, each elements: [Element], _ body: (inout JSONOutput, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        key(name)
        array(elements, body)
    }

    /// A member with an array of texts; none when there are no texts.
    package mutating func member(_ name: String, texts: [String]) {
        member(name, each: texts) { $0.value($1) }
    }

    package mutating func key(_ name: String) {
        separate()
        bytes.append(contentsOf: JSONWriter.quoted(name).utf8)
        bytes.append(UInt8(ascii: ":"))
        if indentation != nil { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
    }

    // MARK: Layout

    private var isAfterKey = false

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        isEmpty = false
    }

    private mutating func container(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONOutput) -> Void)
    {
        separate()
        bytes.append(UInt8(ascii: open))
        level += 1
        isEmpty = true
        body(&self)
        level -= 1
        if !isEmpty { breakLine() }
        bytes.append(UInt8(ascii: close))
        isEmpty = false
    }

    /// What has to stand between this value or name and what stands before it.
    private mutating func separate() {
        if isAfterKey {
            isAfterKey = false
            return
        }
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        if level > 0 { breakLine() }
        isEmpty = false
    }

    private mutating func breakLine() {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
    }
}
