import GitOpsReport
import Testing

@Suite("Findings as CSV")
struct FindingCSVTests {
    /// The fields of a CSV text, read as RFC 4180 says.
    static func records(_ text: String) -> [[String]] {
        var records: [[String]] = [[]]
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch (scalar, isQuoted) {
            case ("\"", true) where scalars.first == "\"":
                field.append(scalar)
                scalars = scalars.dropFirst()
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                records[records.count - 1].append(String(field))
                field = String.UnicodeScalarView()
            case ("\r", false): break
            case ("\n", false):
                records[records.count - 1].append(String(field))
                field = String.UnicodeScalarView()
                records.append([])
            default: field.append(scalar)
            }
        }
        return records.dropLast()
    }

    @Test("a line for each finding and each problem")
    func lines() {
        let lines = FindingRenderer(format: .csv).render(ReportFixture.report).split(separator: "\r\n")
        #expect(lines.count == 6)
        #expect(
            lines[0]
                == "verdict,severity,rule,group,kind,namespace,name,subject,path,message,file,line,column,fix,suppressed,fingerprint,status,commit,author"
        )
        #expect(
            lines[3].hasPrefix(
                "warn,low,shop-image,apps,Deployment,shop,web,\"Deployment.apps shop/web\",,\"the image web has no tag\","
                    + "apps/web.yaml,9,7,,\"built in the cluster\","))
        #expect(lines[5] == "unknown,,,,,,,,,\"not valid YAML; correct the text\",apps/broken.yaml,3,1,,,,,,")
    }

    @Test("no name adds a field, ends a line or begins a formula", arguments: ReportFixture.hostileNames)
    func hostile(name: String) {
        let records = Self.records(FindingRenderer(format: .csv).render(ReportFixture.hostile(name)))
        #expect(records.count == 4 && records.allSatisfy { $0.count == 19 })
        let formulas: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]
        for field in records.joined() { #expect(field.unicodeScalars.first.map { !formulas.contains($0) } ?? true) }
    }
}
