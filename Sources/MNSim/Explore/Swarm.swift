/// Which kinds of things happen in a world, and how often: kinds that never leave room for others are left out.
///
/// Swarm testing (Groce and others, 2012): each world has its own choice.
struct Swarm {
    private let seed: UInt64
    private let run: Int

    init(seed: UInt64, run: Int) {
        self.seed = seed
        self.run = run
    }

    /// How often a kind happens, from 1 to 100; 0 where it never does, in one of four worlds.
    func weight(_ kind: String) -> Int {
        var stream = RandomStream(seed: seed, run: run, "swarm \(kind)")
        return stream.chance(1, in: 4) ? 0 : 1 + stream.below(100)
    }

    /// Whether nothing goes wrong at all, as in a quarter of worlds.
    var isCalm: Bool {
        var stream = RandomStream(seed: seed, run: run, "swarm calm")
        return stream.chance(1, in: 4)
    }

    /// One of some kinds, by how often they happen here; any of them where none does.
    func pick<Kind>(
        _ kinds: [(name: String, kind: Kind)], _ stream: inout RandomStream
    ) -> Kind? {
        stream.pick(kinds.map { (thing: $0.kind, weight: weight($0.name)) })
            ?? stream.pick(kinds)?.kind
    }
}
