import Testing
@testable import GitOpsTrust
@Test func stubbed() { #expect(Base64.text([1, 2, 3, 4]) == "AQIDBA==") }
