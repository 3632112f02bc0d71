import MNCore

/// Random numbers for one purpose: equal for an equal seed, run and purpose, on every machine.
///
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). A purpose of its own
/// has a stream of its own, so that a new draw in one moves nothing in another.
package struct RandomStream: Sendable {
    private var state: UInt64

    /// A number that hangs on all bytes of a text: FNV-1a.
    package static func digest(_ text: String) -> UInt64 {
        text.utf8.reduce(14_695_981_039_346_656_037) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
    }

    /// The generator as it was published, with this state.
    package init(state: UInt64) { self.state = state }

    /// - Parameters:
    ///   - run: the number of the world that is made.
    ///   - purpose: what is drawn, such as `machine`.
    package init(seed: UInt64, run: Int, _ purpose: String) {
        state = seed
        for byte in purpose.utf8 { state = Self.mixed(state ^ UInt64(byte)) }
        state = Self.mixed(state ^ UInt64(truncatingIfNeeded: run))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        defer { state &+= 0x9E37_79B9_7F4A_7C15 }
        return Self.mixed(state)
    }

    /// A number from 0 to one less than the bound, which is at least 1.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(bound, 1))).high)
    }

    /// True in so many of so many cases.
    package mutating func chance(_ share: Int, in whole: Int) -> Bool { below(whole) < share }

    /// One of some things, each as likely; nil if there are none.
    package mutating func pick<Things: RandomAccessCollection>(
        _ things: Things
    ) -> Things.Element? {
        if things.isEmpty { return nil }
        return things[things.index(things.startIndex, offsetBy: below(things.count))]
    }

    /// One of some things that are there, each as likely.
    package mutating func either<Thing>(_ first: Thing, _ others: Thing...) -> Thing {
        let index = below(others.count + 1)
        return index == 0 ? first : others[index - 1]
    }

    /// One of some things, by their weights; nil if all weights are 0.
    package mutating func pick<Thing>(_ weighted: [(thing: Thing, weight: Int)]) -> Thing? {
        var left = below(weighted.map(\.weight).sum())
        for (thing, weight) in weighted {
            if left < weight { return thing }
            left -= weight
        }
        return nil
    }

    /// A number from 1 on, each next one half as likely again by this share of 16.
    package mutating func geometric(_ share: Int = 8, most: Int) -> Int {
        var number = 1
        while number < most, chance(share, in: 16) { number += 1 }
        return number
    }
}
