/** Words that fill the slots of the templates, `{product}` and the like; slots may hold slots. */
export const slots: Readonly<Record<string, string>> = {
  product:
    "headphones|running shoes|coffee grinder|desk lamp|backpack|phone case|yoga mat|kettle|office chair|rain jacket|bike helmet|bluetooth speaker|frying pan|keyboard|duvet|smart watch|blender|tent|air fryer|vacuum cleaner|monitor|garden hose|camera strap|water bottle|bookshelf|winter boots|electric toothbrush|board game|suitcase|sofa cover",
  part: "the zip of the {zipped}|the handle of the {handled}|the battery of my {gadget}|the screen of the {gadget}|the lid of the kettle|the cable of my {gadget}|the power button of the {gadget}|a seam of the {zipped}|one leg of the office chair|the hinge of the suitcase|the strap of my backpack|the base of the desk lamp|the charger of the {gadget}",
  gadget: "smart watch|bluetooth speaker|headphones|monitor|keyboard|electric toothbrush|vacuum cleaner",
  zipped: "rain jacket|tent|suitcase|backpack|sofa cover|winter boots",
  handled: "frying pan|kettle|blender|coffee grinder|air fryer",
  color: "black|blue|red|grey|green|white|beige|navy",
  size: "a small|a medium|a large|size 38|size 42|size 44|the 2 litre one|an XL|the bigger one",
  order:
    "order {number}|my order {number}|order no. {number}|my order|the order|my last order|order #{number}|the parcel",
  number: "§",
  money: "$.99|$ euros|£$|$|$.50 eur|about $ pounds|EUR $",
  since:
    "for {few} days|since {weekday}|for over a week|for two weeks now|since last {weekday}|since the {day}th|for {few} weeks",
  few: "two|three|four|5|6|ten|2|3",
  weekday: "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
  day: "4|6|8|12|14|17|19|22|26",
  when: "yesterday|this morning|last {weekday}|on {weekday}|two days ago|last week|a few days ago|on the {day}th|just now|today",
  courier: "the courier|the driver|the delivery guy|your delivery partner|the post|the parcel service",
  person: "my daughter|my mother|a friend|my husband|my wife|my brother|my boss|my flatmate",
  occasion: "a birthday|a wedding|our holiday|{weekday}|the weekend|a trip|christmas|a present",
  card: "my card|my visa|my mastercard|paypal|apple pay|my credit card|my bank card|google pay|the direct debit",
  device: "my iphone|my android phone|my phone|the tablet|my ipad|my laptop|my pixel|my samsung",
  page: "checkout|the basket|the order page|search|my wish list|the start screen|the settings|the product page",
  code: "WELCOME10|SPRING20|the newsletter code|the student code|SAVE15|my birthday voucher|the 10% code|the promo code|the gift card|FRIEND5",
  street: "Mill Lane|Station Road|Hill Street|Park Avenue|Church Road|Bridge Street",
  city: "Leeds|Ghent|Dublin|Graz|Utrecht|Malmo|Porto|Lyon|Krakow|Bristol|Aarhus|Turin",
};

/** How messages begin, when they do. */
export const openings =
  "hi|hello|hey|hi there|good morning|hello team|dear support|hey guys|good evening|hi,|hello,|hello again|sorry to bother you|quick question|ok so|urgent|help|hi from {city},|so";

/** What people add that says nothing about what they want. */
export const fillers =
  "i have been a customer for years|i have written to you before about this|this is the second time i ask|i am getting really annoyed|no idea what to do now|it was meant for {occasion}|it is for {person}|i bought it {when}|i ordered {when}|i paid {money} for it|my email is the same as always|i am in {city}|not urgent but still|i could not find anything in your faq|the chat bot was no help at all|i need this for {occasion}|nobody picks up the phone|i am a bit confused|it was the {color} one|order number is {number}|i am not very good with these things|never had any trouble before";

/** How messages end, when they do. */
export const closings =
  "thanks|thank you|cheers|please help|any idea?|what now?|please advise|can you help?|asap please|looking forward to your answer|kind regards|thx|many thanks in advance|please get back to me|let me know|what do i do?|waiting for your reply|can someone look into this?";

/** Messages that could be meant in several ways, beside the classes that people mean by them. */
export const vague: readonly (readonly [text: string, labels: readonly string[]])[] = [
  ["where is my (money|{money})", ["Refund", "Payment problem", "Return"]],
  ["(this is|it is) not what i (ordered|expected|wanted)", ["Wrong item", "Return", "Broken item"]],
  ["(it|this|the {product}) does not work", ["Broken item", "App problem", "Discount code"]],
  ["i (do not|don't) want (it|the {product}|this) (anymore|any more|any longer)", ["Cancel order", "Return", "Refund"]],
  ["(still|again) nothing, {since}", ["Delivery late", "Refund", "Invoice"]],
  ["the (price|total|amount) is wrong", ["Discount code", "Payment problem", "Invoice"]],
  ["i can not get in", ["Account access", "App problem"]],
  ["something went wrong (with|at) {page}", ["App problem", "Payment problem", "Discount code"]],
  ["can (i|you) still change (that|this|{order})", ["Order change", "Cancel order"]],
  ["i got (the email|a mail) but (nothing|no link) (in it|there)", ["Account access", "Invoice", "Return"]],
  ["i need (a new one|another one|it replaced)", ["Broken item", "Wrong item", "Invoice"]],
  ["what is (going on|happening) with {order}", ["Delivery late", "Order change", "Cancel order"]],
];

/** What later messages speak of: a strike, a storm and a product that was not there before. */
export const news =
  "because of the strike|is it the courier strike?|the storm closed the depot|it was for the Solstice lantern|i bought the new Solstice lantern|the depot in {city} is flooded|the drivers are on strike again|they say storm Odile delayed everything|i preordered the Solstice lantern|the Solstice bundle is what i mean|the strike notice says nothing|after storm Odile nobody answers";
