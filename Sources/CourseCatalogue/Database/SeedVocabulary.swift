/// The words that seeded rows are made of.
enum SeedVocabulary {
    struct Area {
        var title: String
        var topics: [String]
    }

    static let levels = ["beginner", "intermediate", "advanced"]

    static let approaches = [
        "Practical", "Applied", "Modern", "Essential", "Hands-on", "Foundations of", "A Tour of", "Understanding",
        "Mastering", "Exploring", "First Steps in", "Advanced Topics in", "The Art of", "Thinking in", "A Workshop on",
    ]

    static let endings = [
        "in Practice", "from Scratch", "for Professionals", "for the Curious", "in Ten Weeks", "by Example",
        "with Case Studies", "at Scale", "for Teachers", "step by step",
    ]

    static let openings = [
        "This course introduces", "A guided path through", "Everything that matters about", "A gentle start into",
        "An intensive seminar on", "A project-based look at",
    ]

    static let purposes = [
        "for people who learn by doing", "with weekly exercises and feedback", "from first principles to daily use",
        "as it is used in industry today", "with its history and its open questions", "in small groups with a tutor",
    ]

    static let methods = [
        "Lectures alternate with labs on", "Participants compare", "Every week links", "Short essays discuss",
        "A final project combines", "Guest speakers report on",
    ]

    static let conclusions = [
        "and ends with a portfolio piece", "so that each participant can go on alone", "with a certificate at the end",
        "and leaves time for your own questions", "followed by an open review", "with all material free to keep",
    ]

    static let audiences = [
        "No earlier knowledge is needed beyond curiosity and two free evenings a week.",
        "Participants should have finished a first course in the field or bring a year of practice.",
        "It is meant for those who teach the subject themselves and look for fresh examples.",
        "Professionals who want to change their field are as welcome as students in their last year.",
        "Places are few, so that every piece of work gets a thorough answer within the week.",
    ]

    static let areas = [
        Area(title: "Programming", topics: ["Swift", "Python", "Rust", "functional programming", "concurrency", "testing"]),
        Area(title: "Databases", topics: ["SQL", "query planning", "indexing", "transactions", "replication", "data modelling"]),
        Area(title: "Networking", topics: ["HTTP", "caching", "routing", "load balancing", "TLS", "protocol design"]),
        Area(title: "Operating Systems", topics: ["scheduling", "virtual memory", "file systems", "containers", "kernels"]),
        Area(title: "Security", topics: ["cryptography", "threat modelling", "web security", "forensics", "authentication"]),
        Area(title: "Machine Learning", topics: ["neural networks", "regression", "clustering", "evaluation", "embeddings"]),
        Area(title: "Data Science", topics: ["visualisation", "statistics", "cleaning data", "notebooks", "sampling"]),
        Area(title: "Mathematics", topics: ["linear algebra", "number theory", "topology", "graph theory", "calculus"]),
        Area(title: "Physics", topics: ["mechanics", "optics", "thermodynamics", "quantum theory", "relativity"]),
        Area(title: "Chemistry", topics: ["organic synthesis", "spectroscopy", "catalysis", "polymers", "kinetics"]),
        Area(title: "Biology", topics: ["genetics", "ecology", "cell biology", "evolution", "microbiology"]),
        Area(title: "Medicine", topics: ["anatomy", "epidemiology", "pharmacology", "first aid", "nutrition"]),
        Area(title: "Astronomy", topics: ["cosmology", "planets", "telescopes", "stellar evolution", "orbits"]),
        Area(title: "Geography", topics: ["cartography", "climate", "urban planning", "remote sensing", "oceans"]),
        Area(title: "History", topics: ["antiquity", "the Renaissance", "industrialisation", "archives", "oral history"]),
        Area(title: "Philosophy", topics: ["ethics", "logic", "epistemology", "aesthetics", "political thought"]),
        Area(title: "Psychology", topics: ["perception", "memory", "motivation", "learning theory", "group behaviour"]),
        Area(title: "Economics", topics: ["markets", "game theory", "public finance", "trade", "behavioural economics"]),
        Area(title: "Law", topics: ["contracts", "privacy law", "copyright", "procedure", "international law"]),
        Area(title: "Linguistics", topics: ["phonetics", "syntax", "semantics", "translation", "language change"]),
        Area(title: "Literature", topics: ["the novel", "poetry", "drama", "criticism", "short stories"]),
        Area(title: "Writing", topics: ["essays", "technical writing", "editing", "storytelling", "journalism"]),
        Area(title: "Music", topics: ["harmony", "counterpoint", "composition", "jazz", "sound synthesis"]),
        Area(title: "Visual Art", topics: ["drawing", "painting", "colour", "printmaking", "perspective"]),
        Area(title: "Photography", topics: ["light", "portraits", "landscape", "the darkroom", "editing images"]),
        Area(title: "Film", topics: ["directing", "editing", "screenwriting", "documentary", "sound design"]),
        Area(title: "Architecture", topics: ["structures", "housing", "timber", "restoration", "public space"]),
        Area(title: "Engineering", topics: ["statics", "control systems", "materials", "robotics", "fluid dynamics"]),
        Area(title: "Electronics", topics: ["circuits", "microcontrollers", "signal processing", "sensors", "radio"]),
        Area(title: "Design", topics: ["typography", "interaction design", "prototyping", "accessibility", "layout"]),
        Area(title: "Business", topics: ["accounting", "negotiation", "strategy", "project planning", "marketing"]),
        Area(title: "Education", topics: ["teaching", "assessment", "curriculum design", "mentoring", "inclusion"]),
        Area(title: "Agriculture", topics: ["soil", "irrigation", "permaculture", "beekeeping", "plant breeding"]),
        Area(title: "Cooking", topics: ["fermentation", "bread", "knife skills", "sauces", "food preservation"]),
        Area(title: "Sport", topics: ["training plans", "biomechanics", "climbing", "swimming", "sports nutrition"]),
        Area(title: "Languages", topics: ["Spanish", "Japanese", "Arabic", "sign language", "Latin"]),
        Area(title: "Environment", topics: ["renewable energy", "conservation", "recycling", "water", "carbon accounting"]),
        Area(title: "Politics", topics: ["constitutions", "elections", "diplomacy", "public policy", "human rights"]),
        Area(title: "Crafts", topics: ["woodworking", "ceramics", "weaving", "bookbinding", "metalwork"]),
        Area(title: "Games", topics: ["game design", "level design", "game engines", "narrative", "balancing"]),
    ]
}
