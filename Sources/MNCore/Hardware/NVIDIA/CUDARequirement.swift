/// What an image asks of the driver before its container starts: the text of its variables
/// `NVIDIA_REQUIRE_*`, read as NVIDIA's container toolkit does.
///
///     cuda>=13.3 brand=nvidia,driver>=580,driver<581 brand=tesla,driver>=580,driver<581
///
/// A blank separates alternatives, of which one must hold; a comma joins conditions, which all must.
/// Conditions on what is not known here are left out, and so is an alternative of nothing else
/// (NVIDIA/nvidia-container-toolkit, `internal/requirements`).
package struct CUDARequirement: Hashable, Sendable {
    /// What a condition is about.
    enum Property: String, Hashable, Sendable {
        case cuda, driver, arch, brand
    }

    enum Comparison: String, Hashable, Sendable {
        case less = "<"
        case atMost = "<="
        case equal = "="
        case notEqual = "!="
        case atLeast = ">="
        case more = ">"
    }

    struct Term: Hashable, Sendable {
        var property: Property
        var comparison: Comparison
        var value: String
        /// Nil for a brand.
        var version: DottedVersion?

        init(
            property: Property, comparison: Comparison, value: String, version: DottedVersion? = nil
        ) {
            self.property = property
            self.comparison = comparison
            self.value = value
            self.version = version
        }

        fileprivate init(_ property: Property, _ comparison: Comparison, _ version: DottedVersion) {
            self.init(
                property: property, comparison: comparison, value: "\(version)", version: version)
        }

        fileprivate var text: String { property.rawValue + comparison.rawValue + value }
    }

    /// All of them must hold; each is a list of alternatives, and those of conditions.
    private var clauses: [[[Term]]]
    /// The texts that it was read from, for quoting.
    package let text: String

    /// Reads the texts of several variables, which must all be met.
    package init(_ texts: [String]) {
        text = texts.joined(separator: ", and ")
        clauses = texts.map { text in
            text.split(whereSeparator: \.isWhitespace).compactMap { term in
                let conditions = term.split(separator: ",").compactMap { Self.condition($0) }
                return conditions.isEmpty ? nil : conditions
            }
        }.filter { !$0.isEmpty }
    }

    /// The floor of CUDA, and pairs of a brand and a branch of the driver that are excepted from it.
    init(cuda: DottedVersion, brands: [String], branches: [Int]) {
        var alternatives = [[Term(.cuda, .atLeast, cuda)]]
        for branch in branches {
            let drivers = [
                Term(.driver, .atLeast, DottedVersion(branch)),
                Term(.driver, .less, DottedVersion(branch + 1)),
            ]
            for brand in brands {
                let brand = Term(
                    property: .brand, comparison: .equal, value: brand.lowercased())
                alternatives.append([brand] + drivers)
            }
        }
        clauses = [alternatives]
        text = alternatives.map { $0.map(\.text).joined(separator: ",") }.joined(separator: " ")
    }

    private static func condition(_ text: Substring) -> Term? {
        let name = text.prefix { $0.isLetter }
        let rest = text[name.endIndex...]
        let sign = rest.prefix { "<>=!".contains($0) }
        let value = String(rest[sign.endIndex...])
        guard let property = Property(rawValue: name.lowercased()), !value.isEmpty,
            let comparison = Comparison(rawValue: sign == "==" ? "=" : String(sign))
        else { return nil }
        if property == .brand {
            return Term(property: property, comparison: comparison, value: value.lowercased())
        }
        guard let version = DottedVersion(value) else { return nil }
        return Term(
            property: property, comparison: comparison, value: value, version: version)
    }

    /// Whether it names no condition that is known.
    var isEmpty: Bool { clauses.isEmpty }

    /// The alternatives with a brand alone, by which NVIDIA excepts drivers that run newer CUDA than
    /// their own; where there are none, nothing meets it.
    var exceptions: CUDARequirement {
        var copy = self
        copy.clauses = clauses.map { alternatives in
            alternatives.filter { terms in terms.contains { $0.property == .brand } }
        }
        if copy.clauses.isEmpty { copy.clauses = [[]] }
        return copy
    }

    /// The lowest CUDA that meets it without regard to brand and driver; nil if there is none.
    package var floor: DottedVersion? {
        clauses.first?.compactMap { alternative -> DottedVersion? in
            guard alternative.count == 1, alternative[0].property == .cuda,
                alternative[0].comparison == .atLeast
            else { return nil }
            return alternative[0].version
        }.min()
    }

    /// In few words: `asks for CUDA 13.3, or for one of 108 pairs of brand and driver`.
    package var summary: String {
        let others = clauses.map(\.count).sum() - (floor == nil ? 0 : 1)
        let first = floor.map { "asks for CUDA \($0)" } ?? "asks for no CUDA of its own"
        return others > 0 ? "\(first), or for one of \(others) pairs of brand and driver" : first
    }

    /// What a requirement is held against; nil for what is not known.
    struct Offer: Sendable {
        var cuda: DottedVersion?
        var driver: DottedVersion?
        var arch: DottedVersion?
        /// Whether the toolkit knows neither brand nor driver, as its mode for Tegra: conditions on
        /// them do not hold.
        var isTegra = false
    }

    /// Whether the offer meets it.
    ///
    /// A brand that is one of several is tried each by each, so that it stays unknown only where it
    /// makes a difference.
    ///
    /// - Parameter brands: the brands that the GPU may be of, nil if that is not known; asked only
    ///   where they decide.
    func truth(_ offer: Offer, brands: () -> Set<String>?) -> Ternary {
        let without = truth(offer, brand: nil)
        guard without == .unknown, !offer.isTegra, let brands = brands() else { return without }
        let truths = Set(brands.map { truth(offer, brand: $0) })
        return truths.count == 1 ? truths.first ?? .unknown : .unknown
    }

    private func truth(_ offer: Offer, brand: String?) -> Ternary {
        var truth = Ternary.yes
        for alternatives in clauses {
            switch Self.truth(alternatives, offer, brand) {
            case .no: return .no
            case .unknown: truth = .unknown
            case .yes: break
            }
        }
        return truth
    }

    /// Whether one of some alternatives is met; there are a hundred of them, and every machine asks.
    private static func truth(_ alternatives: [[Term]], _ offer: Offer, _ brand: String?) -> Ternary
    {
        var truth = Ternary.no
        next: for terms in alternatives {
            var isOpen = false
            for term in terms {
                switch term.truth(offer, brand: brand) {
                case .no: continue next
                case .unknown: isOpen = true
                case .yes: break
                }
            }
            if !isOpen { return .yes }
            truth = .unknown
        }
        return truth
    }
}

extension CUDARequirement.Term {
    fileprivate func truth(_ offer: CUDARequirement.Offer, brand: String?) -> Ternary {
        switch property {
        case .brand:
            if offer.isTegra { return .no }
            guard let brand else { return .unknown }
            switch comparison {
            case .equal: return Ternary(brand == value)
            case .notEqual: return Ternary(brand != value)
            default: return .unknown
            }
        case .driver: return offer.isTegra ? .no : holds(offer.driver)
        case .cuda: return holds(offer.cuda)
        case .arch: return holds(offer.arch)
        }
    }

    private func holds(_ found: DottedVersion?) -> Ternary {
        guard let found, let version else { return .unknown }
        let (isLess, isMore) = (found < version, version < found)
        let isMet =
            switch comparison {
            case .less: isLess
            case .atMost: !isMore
            case .equal: !isLess && !isMore
            case .notEqual: isLess || isMore
            case .atLeast: !isLess
            case .more: isMore
            }
        return Ternary(isMet)
    }
}

/// NVIDIA's number for what a GPU can do: 7.5 for Turing.
package struct ComputeCapability: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `8.9`; nil for anything else, such as `[N/A]`.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
            (0...99).contains(major), (0...9).contains(minor)
        else { return nil }
        self.init(major, minor)
    }

    package static func < (left: ComputeCapability, right: ComputeCapability) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
