import GitOpsCEL
import Testing

@Test func typesAreEqualByTheirParts() {
    #expect(CELType.list(.integer) != .list(.unsigned))
}
