/// What is known of NVIDIA's drivers and of the runner's images: data with a date, since both move on
/// without this program.
///
/// The built-in data is `DriverData.builtin`; a catalog file may replace parts of it under `drivers`.
package struct DriverData: Hashable, Sendable {
    /// An image of the runner with CUDA.
    package struct Image: Hashable, Sendable {
        package var cuda: DottedVersion
        /// The day from which on the runner took it.
        package var since: CalendarDate
        /// Nil where its whole requirement is not on record.
        package var requirement: CUDARequirement?
        /// The generations for which its backend is compiled; empty where that is not on record.
        ///
        /// For others the driver has to compile it.
        package var compiled: [ComputeCapability] = []
        package var source: String

        /// Whether it has code of its own for a generation: that of one runs on the later ones of the same major
        /// version (CUDA C++ Programming Guide, "Binary Compatibility").
        func hasCode(for generation: ComputeCapability) -> Bool {
            compiled.isEmpty
                || compiled.contains { $0.major == generation.major && !(generation < $0) }
        }
    }

    /// The highest CUDA that drivers have from this one on.
    package struct DriverCUDA: Hashable, Sendable {
        package var driver: DottedVersion
        package var cuda: DottedVersion
        package var source: String
    }

    /// Versions of NVIDIA's container toolkit that check no requirement where they are not told to.
    package struct Toolkit: Hashable, Sendable {
        package var from: DottedVersion
        /// The first that is not among them.
        package var before: DottedVersion
        package var source: String
    }

    /// The oldest generation for which a CUDA has code.
    package struct Code: Hashable, Sendable {
        package var cuda: Int
        package var capability: ComputeCapability
        package var source: String
    }

    /// The oldest generation that drivers support from this one on.
    package struct DriverSupport: Hashable, Sendable {
        package var driver: DottedVersion
        package var capability: ComputeCapability
        package var source: String
    }

    /// What Docker Desktop on Windows asks for, in place of an image.
    package struct Desktop: Hashable, Sendable {
        package var driver: DottedVersion
        package var capability: ComputeCapability
        package var source: String
    }

    /// The CUDA of NVIDIA's system for Jetson boards, which is all that its toolkit knows.
    package struct Jetson: Hashable, Sendable {
        package var release: DottedVersion
        /// The kernel that came with it.
        package var kernel: DottedVersion
        package var cuda: DottedVersion
        package var source: String
    }

    /// The brands that a GPU of one of these names may be of.
    package struct Brand: Hashable, Sendable {
        package var names: [NamePattern]
        /// Numbers on the bus, for a GPU whose name tells nothing.
        package var devices: [String]
        package var brands: [String]
        package var source: String
    }

    /// The compute capability of the GPUs of these names and numbers on the bus.
    package struct Capability: Hashable, Sendable {
        package var names: [NamePattern]
        package var devices: [String]
        package var capability: ComputeCapability
        package var source: String
    }

    /// The day on which the data was gathered.
    package var date: CalendarDate
    /// The oldest first.
    package var images: [Image]
    package var driverCUDA: [DriverCUDA]
    package var driverSupport: [DriverSupport]
    package var toolkits: [Toolkit]
    package var code: [Code]
    package var desktop: Desktop
    package var jetson: [Jetson]
    /// First match wins.
    package var brands: [Brand]
    /// First match wins.
    package var capabilities: [Capability]
}

extension DriverData {
    /// The data as it was on a day: images that came later are not in it.
    ///
    /// - Throws: `DriverDataFault.tooEarly` for a day before the first image.
    package func asOf(_ day: CalendarDate) throws(DriverDataFault) -> DriverData {
        guard day < date else { return self }
        var data = self
        data.date = day
        data.images.removeAll { day < $0.since }
        if data.image == nil, let first = images.first {
            throw .tooEarly(day, first: first.since)
        }
        return data
    }

    /// The newest image whose requirement is on record.
    package var image: Image? { images.last { $0.requirement != nil } }

    /// The highest CUDA of a driver: the row of the highest version that is not above it.
    package func cuda(of driver: DottedVersion) -> DottedVersion? {
        driverCUDA.filter { !(driver < $0.driver) }.max { $0.driver < $1.driver }?.cuda
    }

    /// The first driver that has such a CUDA.
    func driver(with cuda: DottedVersion) -> DottedVersion? {
        driverCUDA.filter { !($0.cuda < cuda) }.map(\.driver).min()
    }

    /// The generation that a GPU has at least whose driver this is; nil if the driver proves none.
    func leastCapability(driver: DottedVersion) -> ComputeCapability? {
        driverSupport.filter { !(driver < $0.driver) }.map(\.capability).max()
    }

    /// Whether a toolkit starts a container without a look at its requirement.
    func checksNothing(_ toolkit: DottedVersion) -> Bool {
        toolkits.contains { !(toolkit < $0.from) && toolkit < $0.before }
    }

    /// The oldest generation that a CUDA has code for; nil if that is not known.
    func leastCapability(cuda major: Int) -> ComputeCapability? {
        code.first { $0.cuda == major }?.capability
    }

    /// The CUDA of a Jetson by the release of its system, or else by its kernel.
    func jetsonCUDA(release: DottedVersion?, kernel: DottedVersion?) -> DottedVersion? {
        if let release {
            return jetson.filter { !(release < $0.release) }.max { $0.release < $1.release }?.cuda
        }
        guard let kernel else { return nil }
        return jetson.filter { !(kernel < $0.kernel) }.max { $0.kernel < $1.kernel }?.cuda
    }

    /// The brands that a GPU may be of by its name, or else by its number on the bus; nil if neither is
    /// known.
    package func brands(name: String, device: String?) -> Set<String>? {
        let name = NamePattern.Name(name)
        let row =
            brands.first { row in row.names.contains { $0.matches(name) } }
            ?? device.flatMap { number in brands.first { $0.devices.contains(number) } }
        return row.map { Set($0.brands) }
    }

    /// The compute capability of a GPU by its name, or else by its number on the bus.
    package func capability(name: String, device: String?) -> ComputeCapability? {
        let name = NamePattern.Name(name)
        let row =
            capabilities.first { row in row.names.contains { $0.matches(name) } }
            ?? device.flatMap { number in capabilities.first { $0.devices.contains(number) } }
        return row?.capability
    }
}

/// Words that stand behind one another in the name of a GPU: `RTX A####`, where `#` is a digit.
///
/// A name is cut into words at blanks and hyphens; case makes no difference. `-#Q` means the last
/// word of a virtual GPU: digits and that letter.
package struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    private let words: [String]
    /// Whether the words stand for themselves alone, and not for digits.
    private let isExact: Bool
    private let virtualKind: UInt8?

    package init(_ text: String) {
        description = text
        let kind = text.utf8.count == 3 && text.hasPrefix("-#") ? text.lowercased().utf8.last : nil
        virtualKind = kind
        words = kind == nil ? Name(text).words : []
        isExact = !text.utf8.contains(UInt8(ascii: "#"))
    }

    /// A name, cut into its words.
    struct Name {
        let words: [String]

        init(_ text: String) {
            // No name is as long.
            words = text.prefix(200).lowercased().utf8
                .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
                .map { String(Substring($0)) }
        }
    }

    func matches(_ name: Name) -> Bool {
        let found = name.words
        if let virtualKind {
            guard let last = found.last?.utf8, last.count > 1 else { return false }
            return last.last == virtualKind && last.dropLast().allSatisfy(Self.isDigit)
        }
        guard found.count >= words.count, !words.isEmpty else { return false }
        for start in 0...(found.count - words.count) where matches(found, from: start) {
            return true
        }
        return false
    }

    private func matches(_ found: [String], from start: Int) -> Bool {
        for (place, word) in words.enumerated() {
            let other = found[start + place]
            if isExact ? word != other : !Self.matches(word, other) { return false }
        }
        return true
    }

    /// Whether a word is as another with digits for each `#`.
    private static func matches(_ pattern: String, _ word: String) -> Bool {
        pattern.utf8.count == word.utf8.count
            && zip(pattern.utf8, word.utf8).allSatisfy { wanted, found in
                wanted == UInt8(ascii: "#") ? isDigit(found) : wanted == found
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Driver data that cannot be had.
package enum DriverDataFault: DiagnosticError {
    /// There was none on that day.
    case tooEarly(CalendarDate, first: CalendarDate)

    package var code: ErrorCode { .noDriverData }
    package var problem: String {
        switch self {
        case .tooEarly(let day, let first):
            "There is no driver data of \(day); the oldest is of \(first)."
        }
    }
    package var fixes: [String] {
        switch self {
        case .tooEarly(_, let first): ["Take a later day: --data-as-of \(first)"]
        }
    }
}
