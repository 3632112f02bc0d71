import MNCore

extension Mapping {
    /// What each machine has of its own; all else is the same for many.
    private static let own: Set<Fact> = [.ram, .count, .lastSeen, .record]

    /// The columns of what many machines have in common.
    var sharedNames: [String] {
        columns.filter { !Self.own.contains($0.key) }.flatMap(\.value.names).uniqued().sorted()
    }

    /// What a row says that other machines have in common with it.
    ///
    /// - Parameter values: what stands in a column; nil if there is no such column in the row.
    func kind(_ values: (String) -> String?) -> ReportedMachine {
        func told(_ fact: Fact) -> String? { self.told(fact, values) }
        var machine = ReportedMachine()
        machine.system = told(.system)
        machine.processor = told(.arch)
        machine.processorName = told(.cpu)
        machine.model = told(.model)
        let tag = told(.tag)
        if tag != nil, tag == constants[.tag] {
            machine.givenTags = [tag].compactMap { $0?.lowercased() }
        } else {
            machine.tags = [tag].compactMap { $0.flatMap(ReportedMachine.shown)?.lowercased() }
        }
        machine.isVirtual = told(.virtual).flatMap(Self.flag)
        machine.isRowOfGPU = isByGPU
        if !listsAllGPUs { machine.listedVendors = [] }
        if columns[.gpu] != nil || constants[.gpu] != nil {
            machine.gpus = gpus(told, isEmpty: saysNone(.gpu, values))
        }
        return machine
    }

    /// The machine of a row.
    ///
    /// - Parameters:
    ///   - values: what stands in a column; nil if there is no such column in the row.
    ///   - kind: what `kind` says of it.
    /// - Throws: `NotTaken` where the row tells nothing of a machine.
    func machine(
        _ values: (String) -> String?, of kind: consuming ReportedMachine
    ) throws(NotTaken) -> ReportedMachine {
        func told(_ fact: Fact) -> String? { self.told(fact, values) }
        var machine = consume kind
        machine.identity = identity.compactMap { text($0, values) }.filter(Self.tellsApart)
        machine.names = nameColumns.compactMap { text($0, values) }
        machine.see([told(.lastSeen)])
        if let column = columns[.ram] {
            machine.memory = size(told(.ram), column, "the inventory has no memory of it")
        }
        if let word = told(.count) {
            guard let count = Int(word), (0...Fleet.mostMachines).contains(count) else {
                throw NotTaken("its count is no number")
            }
            if count == 0 { throw NotTaken("its count is 0") }
            machine.count = count
        }
        machine.recordText = told(.record).map { Array($0.utf8) }
        if machine.system == nil, machine.processor == nil, machine.processorName == nil,
            machine.memory.value == nil, machine.recordText == nil
        {
            throw NotTaken("it tells neither system, processor nor memory")
        }
        return machine
    }

    /// What stands in a column, if that is something.
    private func text(_ name: String, _ values: (String) -> String?) -> String? {
        guard let text = values(name)?.trimmed else { return nil }
        return isNothing(text) ? nil : text
    }

    private func told(_ fact: Fact, _ values: (String) -> String?) -> String? {
        guard let column = columns[fact] else { return constants[fact] }
        for name in column.names {
            guard let value = text(name, values) else { continue }
            return column.words.isEmpty ? value : column.words[value.lowercased()] ?? value
        }
        return constants[fact]
    }

    /// Whether a text that should tell a machine from others can: not `NA`, `0` and the like.
    static func tellsApart(_ text: String) -> Bool {
        !nothing.contains(text.lowercased())
            && text.contains { $0 != "0" && $0 != "-" && !$0.isWhitespace }
    }

    private func isNothing(_ value: String) -> Bool {
        // No number stands for nothing, unless the mapping says so.
        if missing.isEmpty, value.utf8.first?.isASCIIDigit == true { return false }
        let word = value.lowercased()
        return Self.nothing.contains(word) || missing.contains(word)
    }

    private static func flag(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "true", "yes", "1", "virtual", "guest", "virtual machine": true
        case "false", "no", "0", "physical", "host": false
        default: nil
        }
    }

    // MARK: - GPUs

    /// Whether nothing stands in the columns of a fact, or words that say that there is none: `N/A` and `unknown`
    /// say neither.
    private func saysNone(_ fact: Fact, _ values: (String) -> String?) -> Bool {
        (columns[fact]?.names ?? []).compactMap { values($0)?.trimmed.lowercased() }
            .allSatisfy { Self.none.contains($0) || missing.contains($0) }
    }

    private static let none: Set<String> = ["", "-", "none", "null", "nil", "(null)"]

    /// Nil where the field says nothing, unless that says that there is none.
    private func gpus(_ told: (Fact) -> String?, isEmpty: Bool) -> [ReportedGPU]? {
        let names = list(.gpu, told)
        if names.allSatisfy(isNothing) {
            return isEmpty && columns[.gpu]?.isNoneIfMissing == true ? [] : nil
        }
        let (sizes, drivers) = (list(.gpuMemory, told), list(.driver, told))
        let (makers, generations) = (list(.gpuMaker, told), list(.generation, told))
        return names.enumerated().compactMap { index, name in
            if isNothing(name) { return nil }
            // One value beside several GPUs is not said of each.
            func own(_ values: [String]) -> String? {
                guard values.count == names.count, !isNothing(values[index]) else { return nil }
                return values[index]
            }
            var gpu = ReportedGPU(name, manufacturer: own(makers))
            if let column = columns[.gpuMemory] {
                gpu.memory = size(own(sizes), column, "the inventory has no memory of it")
                gpu.mayBePart = !column.isOf32Bits
            }
            if let driver = own(drivers).flatMap(ReportedMachine.shown) {
                gpu.driver = .value(driver)
            } else if columns[.driver] != nil {
                gpu.driver = .unknown("the inventory has no driver of it")
            }
            gpu.generation = own(generations).flatMap(ReportedMachine.shown)
            return gpu
        }
    }

    /// The values of a field in which there may be several.
    private func list(_ fact: Fact, _ told: (Fact) -> String?) -> [String] {
        guard let value = told(fact) else { return [] }
        guard let separator = columns[fact]?.separator ?? columns[.gpu]?.separator else {
            return [value]
        }
        // In most rows there is one.
        if separator.utf8.count == 1, !value.utf8.contains(where: { $0 == separator.utf8.first }) {
            return [value.trimmed]
        }
        return value.split(separator: separator, omittingEmptySubsequences: false).prefix(64)
            .map(\.trimmed)
    }

    // MARK: - Sizes

    /// A size as it is told, in the column's unit or in its own.
    private func size(
        _ text: String?, _ column: Column, _ reason: String
    ) -> Testimony<ByteCount> {
        guard let text else { return .unknown(reason) }
        if let unit = column.unit, text.utf8.allSatisfy(\.isASCIIDigit), let count = Int(text) {
            return size(Double(count) * unit.bytes, column)
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber || ".,' \u{A0}\u{202F}".contains($0) }
        let word = text.dropFirst(digits.count).trimmed
        guard let number = number(String(digits).trimmed) else {
            return .unknown("its size cannot be read")
        }
        // A unit in the field beats that of the column.
        let unit = word.isEmpty ? column.unit : Self.unit(word, column.unit)
        guard let unit else {
            return .unknown("its size has no unit that is known")
        }
        return size(number * unit.bytes, column)
    }

    private func size(_ count: Double, _ column: Column) -> Testimony<ByteCount> {
        let bytes = ByteCount(count)
        if bytes == .zero { return .unknown("0 stands for a size that is not known") }
        if MemorySize.believable < bytes { return .unknown("more than any machine has") }
        if column.isOf32Bits {
            return bytes >= GPUSizes.ceiling
                ? .between(GPUSizes.ceiling, nil) : GPUSizes.wrapped
        }
        return .value(bytes)
    }

    /// - Parameter usual: that of the column, which says whether MB and GB are of 1000.
    private static func unit(_ word: String, _ usual: Unit?) -> Unit? {
        switch word.lowercased() {
        case "b", "bytes", "byte": .bytes
        case "kb", "k": .kibibytes
        case "ki": .kibibytes
        case "mb", "m": usual == .megabytes ? .megabytes : .mebibytes
        case "mi": .mebibytes
        case "gb", "g": usual == .gigabytes ? .gigabytes : .gibibytes
        case "gi": .gibibytes
        default: Unit.allCases.first { $0.rawValue.lowercased() == word.lowercased() }
        }
    }

    /// A number as people write it; nil where its mark may part thousands or begin a fraction, and for what is
    /// no number, or several.
    private func number(_ text: String) -> Double? {
        let marks = text.filter { $0 == "." || $0 == "," }
        guard let last = marks.last else { return Self.whole(text[...]) }
        let decimal: Character
        if let hasDecimalComma {
            decimal = hasDecimalComma ? "," : "."
        } else if marks.contains(where: { $0 != last }) {
            // Of two marks the last begins the fraction.
            decimal = last
        } else if marks.count > 1 {
            decimal = last == "," ? "." : ","
        } else {
            let fraction = text.split(separator: last, omittingEmptySubsequences: false).last ?? ""
            // Three digits behind one mark can be read in two ways.
            if fraction.count == 3 { return nil }
            decimal = last
        }
        let parts = text.split(separator: decimal, omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Self.whole(parts[0]) else { return nil }
        if parts.count == 1 { return whole }
        guard parts[1].utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        return Double("0.\(parts[1])").map { whole + $0 }
    }

    /// Digits, of which a mark or a blank may part groups of three: "4096 4096" is no number.
    private static func whole(_ text: Substring) -> Double? {
        let groups = text.split(omittingEmptySubsequences: false) {
            ".,' \u{A0}\u{202F}".contains($0)
        }
        let isGrouped =
            groups.count == 1
            || (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
                && Set(text.filter { !$0.isNumber }).count == 1
        return isGrouped ? Double(groups.joined()) : nil
    }
}
