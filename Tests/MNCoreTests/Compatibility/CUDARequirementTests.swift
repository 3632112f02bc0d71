import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `What an image asks of a driver` {
    private static func offer(
        cuda: String? = nil, driver: String? = nil, arch: String? = nil,
        brands: Set<String>? = nil, isTegra: Bool = false
    ) -> (offer: CUDARequirement.Offer, brands: Set<String>?) {
        let offer = CUDARequirement.Offer(
            cuda: cuda.flatMap { DottedVersion($0) }, driver: driver.flatMap { DottedVersion($0) },
            arch: arch.flatMap { DottedVersion($0) }, isTegra: isTegra)
        return (offer, brands)
    }

    private static let pair = "cuda>=13.3 brand=nvidia,driver>=580,driver<581"

    typealias Case = (
        name: String, text: String, offer: (offer: CUDARequirement.Offer, brands: Set<String>?),
        truth: Ternary
    )

    static let versions: [Case] = [
        ("enough CUDA", "cuda>=13.3", offer(cuda: "13.3"), .yes),
        ("more CUDA", "cuda>=13.3", offer(cuda: "14.0"), .yes),
        ("too little", "cuda>=13.3", offer(cuda: "13.2"), .no),
        ("not as text", "cuda>=9.0", offer(cuda: "13.3"), .yes),
        ("a longer version", "cuda>=13.3", offer(cuda: "13.3.1"), .yes),
        ("nothing known", "cuda>=13.3", offer(), .unknown),
        ("another operator", "cuda<13", offer(cuda: "12.9"), .yes),
        ("equal", "cuda=13.0", offer(cuda: "13"), .yes),
        ("not equal", "cuda!=13.0", offer(cuda: "13.0"), .no),
        ("twice equal", "cuda==13.0", offer(cuda: "13.0"), .yes),
        ("at most, more", "cuda<=13.0,cuda>12.8", offer(cuda: "12.9"), .yes),
        ("generation", "arch>=7.5", offer(arch: "7.0"), .no),
    ]

    static let pairs: [Case] = [
        (
            "a pair of brand and branch", pair,
            offer(cuda: "13.0", driver: "580.95.05", brands: ["nvidia"]), .yes
        ),
        (
            "537.99 is outside the branch 535", "brand=nvidia,driver>=535,driver<536",
            offer(driver: "537.99", brands: ["nvidia"]), .no
        ),
        (
            "another brand", pair, offer(cuda: "13.0", driver: "580.95", brands: ["geforce"]),
            .no
        ),
        ("a brand that is not known", pair, offer(cuda: "13.0", driver: "580.95"), .unknown),
        (
            "an unknown brand makes no difference to another branch", pair,
            offer(cuda: "12.8", driver: "570.95"), .no
        ),
        (
            "either brand", pair + " brand=tesla,driver>=580,driver<581",
            offer(cuda: "13.0", driver: "580.95", brands: ["nvidia", "tesla"]), .yes
        ),
        (
            "one of two brands", pair,
            offer(cuda: "13.0", driver: "580.95", brands: ["nvidia", "geforce"]), .unknown
        ),
        (
            "Tegra knows no pairs", pair,
            offer(cuda: "13.0", driver: "580.95", brands: ["nvidia"], isTegra: true), .no
        ),
        ("Tegra knows CUDA", pair, offer(cuda: "13.3", isTegra: true), .yes),
        (
            "what nobody knows is left out", "memory>=4 cuda>=13.3,frobs>=2",
            offer(cuda: "13.3"), .yes
        ),
        ("nothing but that", "memory>=4", offer(), .yes),
        ("nothing", "", offer(), .yes),
        ("case of a brand", "brand=NVIDIA", offer(brands: ["nvidia"]), .yes),
        ("a version that is none", "cuda>=x", offer(cuda: "1.0"), .yes),
    ]

    @Test(arguments: versions + pairs)
    func `is met, or not, or not known`(
        name: String, text: String, offer: (offer: CUDARequirement.Offer, brands: Set<String>?),
        truth: Ternary
    ) {
        let found = CUDARequirement([text]).truth(offer.offer) { offer.brands }
        #expect(found == truth, "\(name)")
    }

    @Test func `must be met in each variable`() {
        let both = CUDARequirement(["cuda>=13.0", "driver>=590"])
        #expect(both.truth(Self.offer(cuda: "13.0", driver: "580.95").offer) { nil } == .no)
        #expect(both.truth(Self.offer(cuda: "13.0", driver: "595.71").offer) { nil } == .yes)
    }

    @Test func `is composed as it is read`() {
        let composed = CUDARequirement(
            cuda: DottedVersion(13, 3), brands: ["Tesla", "geforcertx"], branches: [535, 580])
        #expect(
            composed.text
                == "cuda>=13.3 brand=tesla,driver>=535,driver<536 brand=geforcertx,driver>=535,driver<536"
                + " brand=tesla,driver>=580,driver<581 brand=geforcertx,driver>=580,driver<581")
        #expect(composed == CUDARequirement([composed.text]))
        let alone = CUDARequirement(cuda: DottedVersion(12, 6), brands: [], branches: [580])
        #expect(alone == CUDARequirement(["cuda>=12.6"]))
    }

    @Test func `tells its floor`() {
        #expect(CUDARequirement([Self.pair]).floor == DottedVersion(13, 3))
        #expect(CUDARequirement(["brand=tesla,driver>=535"]).floor == nil)
    }

    @Test(arguments: [
        "", ".", "1.", ".1", "1..2", "1.2.3.4.5.6.7", "1234567890", "[N/A]", "580.95 ", "-1", "1,2",
        "580.９5",
    ])
    func `reads no version from what is none`(text: String) {
        #expect(DottedVersion(text) == nil)
    }
}
