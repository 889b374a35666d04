import GitOpsManifest
import Testing

@Suite("Positions in long texts beyond ASCII")
struct WideTextPositionTests {
    @Test(
        "a value stands where it was written, however its text is spelled and its lines end",
        arguments: ["e", "é", "€", "😀"], ["\n", "\r\n"])
    func positions(letter: String, lineBreak: String) throws {
        var text = ""
        var expected: [(name: String, position: SourcePosition)] = []
        var line = 0
        for number in 0..<2_000 {
            line += number % 300 == 0 ? 2 : 1
            if number % 300 == 0 { text += "# " + String(repeating: letter, count: 50) + lineBreak }
            let hasLetter = number % 7 == 0
            let key = "k\(number)\(hasLetter ? letter : "")"
            expected.append(
                (
                    key,
                    SourcePosition(
                        line: line, column: key.unicodeScalars.count + 3,
                        byteOffset: text.utf8.count + key.utf8.count + 2)
                ))
            text += "\(key): v\(number)\(number % 11 == 0 ? " # \(letter)" : "")\(lineBreak)"
        }
        let root = try Document(yaml: text).root
        #expect(root.count == expected.count)
        for (member, expected) in zip(root.members, expected) {
            #expect(member.key == expected.name)
            #expect(member.value.position == expected.position)
        }
    }

    @Test("names that agree in their first sixteen bytes, or in all but the last, are different names")
    func similarNames() throws {
        let names = [
            "terminationGracePeriodSeconds", "terminationGracePeriodSecond", "terminationGrace", "terminationGracf",
            "name", "namf", "nam", "x", "na", "apiVersion", "apiVersiom", "imagePullSecrets", "imagePullSecretsX",
        ]
        let root = try Document(yaml: names.enumerated().map { "\($1): \($0)\n" }.joined()).root
        #expect(root.members.map(\.key) == names)
        for (index, name) in names.enumerated() { #expect(root[name]?.int64 == Int64(index)) }
    }
}
