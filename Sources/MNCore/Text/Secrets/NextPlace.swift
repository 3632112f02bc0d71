/// Where something comes next in a text, which is looked for once as long as the place asked from only
/// goes up: of a word that begins with many names each would look for the same end.
struct NextPlace: Sendable {
    private var from = 0
    private var next = -1

    /// What was found from a place before this one, if it is still ahead.
    func known(_ place: Int) -> Int? { from <= place && place <= next ? next : nil }

    mutating func note(_ next: Int, from place: Int) {
        from = place
        self.next = next
    }
}
