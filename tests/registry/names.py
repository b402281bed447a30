"""Names that a town's people are generated from: Greek with both genders, Arabic with what passports make of them."""

# ruff: noqa: E501, SIM905 - word lists, wrapped where they are easy to read

GREEK_MALE = (
    "Γεώργιος Ιωάννης Κωνσταντίνος Δημήτριος Νικόλαος Παναγιώτης Χρήστος Βασίλειος Αθανάσιος Μιχαήλ Ευάγγελος Σπυρίδων "
    "Αντώνιος Αναστάσιος Θεόδωρος Χαράλαμπος Ανδρέας Αλέξανδρος Εμμανουήλ Ηλίας Σταύρος Στυλιανός Πέτρος Φώτιος "
    "Απόστολος Γρηγόριος Ελευθέριος Σωτήριος Στέφανος Ευστάθιος Θωμάς Παύλος Κυριάκος Άγγελος Λάζαρος Μάριος Αριστείδης "
    "Ιωσήφ Λεωνίδας Ραφαήλ Σάββας Τριαντάφυλλος Ζήσης Αργύριος Ευθύμιος Ιάκωβος Ξενοφών Περικλής Σωκράτης Φίλιππος Ορέστης"
).split()
GREEK_FEMALE = (
    "Μαρία Ελένη Αικατερίνη Βασιλική Γεωργία Σοφία Αναστασία Ευαγγελία Ιωάννα Δήμητρα Ειρήνη Παναγιώτα Άννα Κωνσταντίνα "
    "Παρασκευή Χριστίνα Αγγελική Σταυρούλα Φωτεινή Δέσποινα Κυριακή Ευτυχία Χρυσούλα Στυλιανή Θεοδώρα Ζωή Όλγα Καλλιόπη "
    "Αθηνά Αλεξάνδρα Ευφροσύνη Σωτηρία Μαρίνα Νίκη Ουρανία Ξανθή Θεανώ Αντωνία Μαργαρίτα Ραλλού Σουλτάνα Τριανταφυλλιά "
    "Ευθυμία Ελισάβετ Πηνελόπη Μυρτώ Νεφέλη Ιφιγένεια Δανάη Μαγδαληνή Σμαράγδα"
).split()
GREEK_ROOTS = (
    "Γεωργ Δημητρ Νικολ Ιωανν Κωνσταντιν Αθανασ Βασιλ Μιχαηλ Πετρ Παυλ Θεοδωρ Αναστασ Στεφαν Σταυρ Χριστ Αντων Ανδρε "
    "Αλεξ Ηλι Λαζαρ Μαυρ Ξανθ Καρυπ Σιδηρ Αραβ Αγγελ Γαβριηλ Δαμιαν Ευθυμ Ζαφειρ Ισαακ Καλαϊτζ Κουτσ Μακρ Μουρατ Ορφαν "
    "Ραφαηλ Σαββ Τσακιρ Φωτ Χαριτ Ψωμ Γιανν Λαμπρ Τσιλιγγ Μπακαλ Ντουλ Γκουντ Κεσισ Τερζ Βογιατζ Σαμαρ Κιοσ Δελη Ρουσ "
    "Αμπατζ Φραγκ Βενετ Πολιτ Μεταξ Σωτηρ Τσολακ Χαλκ Πασχαλ Κυριακ Τριανταφυλλ Ζαχαρ Αρβανιτ Καζαντζ"
).split()
GREEK_ENDINGS = (
    ("ίδης", "ίδου"), ("όπουλος", "οπούλου"), ("άκης", "άκη"), ("ιάδης", "ιάδου"), ("ούδης", "ούδη"), ("έλης", "έλη"),
    ("άκος", "άκου"), ("ίου", "ίου"), ("ινός", "ινού"), ("άς", "ά"),
)  # fmt: skip
TWINS = {
    "Μαρία": "Μαρίνα", "Ελένη": "Ελένα", "Γεώργιος": "Γεωργία", "Κωνσταντίνος": "Κωνσταντίνα", "Άννα": "Άντα", "حسن": "حسين",
    "محمد": "محمود", "أحمد": "حمد", "خالد": "خليل", "مريم": "مرام", "هند": "هناء", "Χρήστος": "Χριστίνα", "Νικόλαος": "Νικολέτα",
}  # fmt: skip
"""What parents of twins like: names that sound alike."""
STREETS = (
    "Ελευθερίας Κύπρου Παγγαίου Ροδόπης Φιλίππων Βενιζέλου Αθηνών Θράκης Μακεδονίας Ειρήνης Δημοκρατίας Ηρώων".split()
)

ARABIC_MALE = {
    "محمد": "Mohammed Muhammad Mohamed Mohamad Mohammad", "أحمد": "Ahmed Ahmad Achmed", "محمود": "Mahmoud Mahmud",
    "علي": "Ali Aly", "حسن": "Hassan Hasan", "حسين": "Hussein Husain Hossein Hussain", "عمر": "Omar Umar",
    "خالد": "Khaled Khalid", "إبراهيم": "Ibrahim Ebrahim", "يوسف": "Yousef Youssef Yusuf Yousuf", "مصطفى": "Mustafa Mostafa Moustafa",
    "عبد الله": "Abdullah Abdallah", "عبد الرحمن": "Abdelrahman Abdulrahman Abdurrahman", "سامر": "Samer Samir",
    "فادي": "Fadi Fady", "وليد": "Walid Waleed", "سعيد": "Said Saeed", "طارق": "Tarek Tariq Tareq", "زياد": "Ziad Ziyad",
    "نضال": "Nidal Nedal", "يزن": "Yazan Yazen", "جمال": "Jamal Gamal", "كريم": "Karim Kareem", "رامي": "Rami Ramy",
    "بلال": "Bilal Belal", "قاسم": "Qasem Kassem Qasim", "ياسر": "Yasser Yaser", "أنس": "Anas Annas", "حمزة": "Hamza Hamzah",
    "عثمان": "Othman Uthman", "إسماعيل": "Ismail Ismaeel", "جعفر": "Jaafar Jafar", "ماجد": "Majed Majid", "نبيل": "Nabil Nabeel",
}  # fmt: skip
ARABIC_FEMALE = {
    "فاطمة": "Fatima Fatma Fatimah", "عائشة": "Aisha Aysha", "مريم": "Maryam Mariam", "زينب": "Zainab Zeinab Zaynab",
    "خديجة": "Khadija Khadijah", "آمنة": "Amina Amneh Amna", "إسراء": "Israa Esraa", "حنين": "Haneen Hanin", "رانيا": "Rania Raniya",
    "سلمى": "Salma Selma", "هبة": "Heba Hiba", "ميساء": "Maysaa Maisa", "نور": "Nour Noor Nur", "سارة": "Sara Sarah",
    "هند": "Hind Hend", "ليلى": "Layla Leila Laila", "سوسن": "Sawsan Sausan", "رغد": "Raghad Raghd", "أسماء": "Asma Asmaa",
    "ياسمين": "Yasmin Yasmeen", "رقية": "Ruqaya Rokaya", "سعاد": "Souad Suad", "نادية": "Nadia Nadya", "جميلة": "Jamila Jameela",
}  # fmt: skip
ARABIC_FAMILY = {
    "الزعبي": "Al-Zoubi Zoubi Alzoubi", "الشريدة": "Al-Shraideh Shraideh", "العمري": "Al-Omari Omari Alomari",
    "الخطيب": "Al-Khatib Khatib Alkhatib Al-Khateeb", "الربابعة": "Al-Rababah Rababah", "الشرمان": "Al-Sharman Sharman",
    "الملكاوي": "Al-Malkawi Malkawi", "المصري": "Al-Masri Masri Almasri", "حداد": "Haddad Hadad", "النجار": "Al-Najjar Najjar Alnajjar",
    "الحسين": "Al-Hussein Al-Husain", "العلي": "Al-Ali Alali", "الأحمد": "Al-Ahmad Al-Ahmed", "سلامة": "Salameh Salama",
    "الحموي": "Al-Hamwi Hamwi", "الشامي": "Al-Shami Shami", "درويش": "Darwish Darweesh", "منصور": "Mansour Mansur",
    "الصالح": "Al-Saleh Al-Salih", "عبيدات": "Obeidat Ubaydat", "البكري": "Al-Bakri Bakri", "الجبوري": "Al-Jabouri Jabouri Aljaburi",
    "التميمي": "Al-Tamimi Tamimi", "الرفاعي": "Al-Rifai Rifai", "القاسم": "Al-Qasem Al-Kassem", "الحلبي": "Al-Halabi Halabi",
    "شاهين": "Shahin Shaheen", "خليل": "Khalil Khaleel", "الدباس": "Al-Dabbas Dabbas", "الطراونة": "Al-Tarawneh Tarawneh",
    "العتوم": "Al-Atoum Atoum", "بني ياسين": "Bani-Yassin Bani-Yaseen", "الغزاوي": "Al-Ghazawi Ghazawi", "زيدان": "Zidan Zaidan",
    "عيسى": "Issa Essa", "الفارس": "Al-Fares Alfaris", "ناصر": "Nasser Naser", "حمدان": "Hamdan Hemdan", "الكردي": "Al-Kurdi Kurdi",
}  # fmt: skip

LATIN_OF_GREEK = {
    "αυ": "av au", "ευ": "ev eu ef", "ου": "ou ou u", "αι": "ai e", "ει": "ei i", "οι": "oi i", "γγ": "ng gg", "γκ": "gk g",
    "μπ": "mp b", "ντ": "nt nt d", "τζ": "tz", "α": "a", "β": "v b", "γ": "g", "δ": "d d dh", "ε": "e", "ζ": "z", "η": "i i e", "θ": "th th t",
    "ι": "i", "κ": "k k c", "λ": "l", "μ": "m", "ν": "n", "ξ": "x x ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y y i", "φ": "f f ph", "χ": "ch h", "ψ": "ps", "ω": "o",
}  # fmt: skip
"""How hands other than ELOT 743's write Greek; the more usual ones stand twice."""
