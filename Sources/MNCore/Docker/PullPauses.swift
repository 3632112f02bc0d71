/// The waits before a pull that failed is tried again.
///
/// One that broke off is taken up soon, as `docker model pull` does (dmr-contract §3.8). Where two pulls of
/// one model damaged each other, both fail at the same time: each then waits for another while, drawn from
/// a window that grows with every try, until one has begun alone; the other sees that and lets it through.
package struct PullPauses: Sendable {
    /// The state of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
    /// OOPSLA 2014).
    private var state: UInt64
    private var soon: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]
    private var collisions = 0

    /// The most tries after collisions; the window of the last is 64 times as long as the first unit.
    private static let collisionLimit = 6
    /// As long as a try took, but not longer than this: it is more than it takes to see another pull.
    private static let longestUnit = Duration.seconds(15)
    /// How often it is looked whether the model is there meanwhile, or is being pulled.
    static let look = Duration.seconds(5)
    /// How long the pull of somebody else goes first.
    package static let othersLimit = Duration.seconds(6 * 3600)

    /// - Parameter seed: what differs from one program to the next.
    package init(seed: UInt64) { state = seed }

    /// The next wait; nil where it has been tried often enough.
    ///
    /// - Parameter taking: how long the try took that failed.
    mutating func next(after refusal: RunnerRefusal, taking: Duration) -> Duration? {
        guard refusal.isCollision else {
            return soon.isEmpty ? nil : soon.removeFirst()
        }
        guard collisions < Self.collisionLimit else { return nil }
        collisions += 1
        let window = min(max(taking, .seconds(1)), Self.longestUnit) * (1 << collisions)
        return .seconds(1) + window / 1024 * Int(random() % 1024)
    }

    private mutating func random() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
