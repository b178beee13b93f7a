"""Code lists of the 360Giving Data Standard 1.4: the title of each code, as the standard has it (CC BY 4.0, see NOTICE)."""

from collections.abc import Mapping
from functools import cache

_LISTS = {
    "countryCode": """
AF=Afghanistan; AX=Åland Islands; AL=Albania; DZ=Algeria; AS=American Samoa; AD=Andorra; AO=Angola; AI=Anguilla;
AQ=Antarctica; AG=Antigua and Barbuda; AR=Argentina; AM=Armenia; AW=Aruba; AU=Australia; AT=Austria; AZ=Azerbaijan;
BS=Bahamas; BH=Bahrain; BD=Bangladesh; BB=Barbados; BY=Belarus; BE=Belgium; BZ=Belize; BJ=Benin; BM=Bermuda;
BT=Bhutan; BO=Bolivia, Plurinational State of; BQ=Bonaire, Sint Eustatius and Saba; BA=Bosnia and Herzegovina;
BW=Botswana; BV=Bouvet Island; BR=Brazil; IO=British Indian Ocean Territory; BN=Brunei Darussalam; BG=Bulgaria;
BF=Burkina Faso; BI=Burundi; KH=Cambodia; CM=Cameroon; CA=Canada; CV=Cabo Verde; KY=Cayman Islands; CF=Central African
Republic; TD=Chad; CL=Chile; CN=China; CX=Christmas Island; CC=Cocos (Keeling) Islands; CO=Colombia; KM=Comoros;
CG=Congo; CD=Congo, Democratic Republic of the; CK=Cook Islands; CR=Costa Rica; CI=Côte d'Ivoire; HR=Croatia; CU=Cuba;
CW=Curaçao; CY=Cyprus; CZ=Czechia; DK=Denmark; DJ=Djibouti; DM=Dominica; DO=Dominican Republic; EC=Ecuador; EG=Egypt;
SV=El Salvador; GQ=Equatorial Guinea; ER=Eritrea; EE=Estonia; ET=Ethiopia; FK=Falkland Islands (Malvinas); FO=Faroe
Islands; FJ=Fiji; FI=Finland; FR=France; GF=French Guiana; PF=French Polynesia; TF=French Southern Territories;
GA=Gabon; GM=Gambia; GE=Georgia; DE=Germany; GH=Ghana; GI=Gibraltar; GR=Greece; GL=Greenland; GD=Grenada;
GP=Guadeloupe; GU=Guam; GT=Guatemala; GG=Guernsey; GN=Guinea; GW=Guinea-Bissau; GY=Guyana; HT=Haiti; HM=Heard Island
and McDonald Islands; VA=Holy See; HN=Honduras; HK=Hong Kong; HU=Hungary; IS=Iceland; IN=India; ID=Indonesia; IR=Iran,
Islamic Republic of; IQ=Iraq; IE=Ireland; IM=Isle of Man; IL=Israel; IT=Italy; JM=Jamaica; JP=Japan; JE=Jersey;
JO=Jordan; KZ=Kazakhstan; KE=Kenya; KI=Kiribati; KP=Korea, Democratic People's Republic of; KR=Korea, Republic of;
KW=Kuwait; KG=Kyrgyzstan; LA=Lao People's Democratic Republic; LV=Latvia; LB=Lebanon; LS=Lesotho; LR=Liberia;
LY=Libya; LI=Liechtenstein; LT=Lithuania; LU=Luxembourg; MO=Macao; MK=North Macedonia; MG=Madagascar; MW=Malawi;
MY=Malaysia; MV=Maldives; ML=Mali; MT=Malta; MH=Marshall Islands; MQ=Martinique; MR=Mauritania; MU=Mauritius;
YT=Mayotte; MX=Mexico; FM=Micronesia, Federated States of; MD=Moldova, Republic of; MC=Monaco; MN=Mongolia;
ME=Montenegro; MS=Montserrat; MA=Morocco; MZ=Mozambique; MM=Myanmar; NA=Namibia; NR=Nauru; NP=Nepal; NL=Netherlands,
Kingdom of the; NC=New Caledonia; NZ=New Zealand; NI=Nicaragua; NE=Niger; NG=Nigeria; NU=Niue; NF=Norfolk Island;
MP=Northern Mariana Islands; NO=Norway; OM=Oman; PK=Pakistan; PW=Palau; PS=Palestine, State of; PA=Panama; PG=Papua
New Guinea; PY=Paraguay; PE=Peru; PH=Philippines; PN=Pitcairn; PL=Poland; PT=Portugal; PR=Puerto Rico; QA=Qatar;
RE=Réunion; RO=Romania; RU=Russian Federation; RW=Rwanda; BL=Saint Barthélemy; SH=Saint Helena, Ascension and Tristan
da Cunha; KN=Saint Kitts and Nevis; LC=Saint Lucia; MF=Saint Martin (French part); PM=Saint Pierre and Miquelon;
VC=Saint Vincent and the Grenadines; WS=Samoa; SM=San Marino; ST=Sao Tome and Principe; SA=Saudi Arabia; SN=Senegal;
RS=Serbia; SC=Seychelles; SL=Sierra Leone; SG=Singapore; SX=Sint Maarten (Dutch part); SK=Slovakia; SI=Slovenia;
SB=Solomon Islands; SO=Somalia; ZA=South Africa; GS=South Georgia and the South Sandwich Islands; SS=South Sudan;
ES=Spain; LK=Sri Lanka; SD=Sudan; SR=Suriname; SJ=Svalbard and Jan Mayen; SZ=Eswatini; SE=Sweden; CH=Switzerland;
SY=Syrian Arab Republic; TW=Taiwan, Province of China; TJ=Tajikistan; TZ=Tanzania, United Republic of; TH=Thailand;
TL=Timor-Leste; TG=Togo; TK=Tokelau; TO=Tonga; TT=Trinidad and Tobago; TN=Tunisia; TR=Türkiye; TM=Turkmenistan;
TC=Turks and Caicos Islands; TV=Tuvalu; UG=Uganda; UA=Ukraine; AE=United Arab Emirates; GB=United Kingdom of Great
Britain and Northern Ireland; US=United States of America; UM=United States Minor Outlying Islands; UY=Uruguay;
UZ=Uzbekistan; VU=Vanuatu; VE=Venezuela, Bolivarian Republic of; VN=Viet Nam; VG=Virgin Islands (British); VI=Virgin
Islands (U.S.); WF=Wallis and Futuna; EH=Western Sahara; YE=Yemen; ZM=Zambia; ZW=Zimbabwe
""",
    "geoCodeType": """
OA=Output Areas; LSOA=Super Output Areas, Lower Layer; MSOA=Super Output Areas, Middle Layer; PAR=Civil Parishes;
WD=Electoral Wards/Divisions; UA=Unitary Authorities; NMD=Non-metropolitan Districts; MD=Metropolitan Districts;
LONB=London Boroughs; CTY=Counties; RGN/GOR=Regions (from 1 April 2011 - formerly Government Office Regions);
WPC=Westminster Parliamentary Constituencies; EER=European Electoral Regions; CANNET=Cancer Networks; CSP=Community
Safety Partnerships; PFA=Police Force Areas; PUA=Primary Urban Areas; NPARK=National Parks; REGD=Registration
Districts; REGSD=Registration Sub-district; TTWA=Travel to Work Areas 2007; FRA=Fire and Rescue Authorities;
LAC=London Assembly Constituencies; WZ=Workplace Zones; CMWD=Census Merged Wards; LEP=Local Enterprise Partnerships;
CCG=Clinical Commissioning Groups; NHSAT=NHS Commissioning Area Teams; CMLAD=Census Merged Local Authority Districts;
CMCTY=Census Merged Counties; SA=Small Areas; WPC=Westminster Parliamentary Constituencies; OA=Output Areas; DZ=Data
Zones; IG=Intermediate Geography; CHP=Community Health Partnerships; ROA - CPP=Regeneration Outcome Agreement Areas -
Community Planning Partnerships; ROA - Local=Regeneration Outcome Agreement Areas - Local Areas; HB=Health Board
areas; CA=Council Areas; WD=Electoral Wards; WPC=Westminster Parliamentary Constituencies; SPC=Scottish Parliamentary
Constituencies; TTWA=Travel to Work Areas 2007; OA=Output Areas; LSOA=Super Output Areas, Lower Layer; MSOA=Super
Output Areas, Middle Layer; USOA=Super Output Areas, Upper Layer; COM=Communities; WD=Electoral Divisions; UA=Unitary
Authorities; WPC=Westminster Parliamentary Constituencies; NAWC=National Assembly for Wales Constituencies;
CDRP=Community Safety Partnerships; REGD=Registration Districts; REGSD=Registration Sub-district; TTWA=Travel to Work
Areas 2007; AgricSmall=Agricultural Small Areas; CFA=Communities First Areas; WZ=Workplace Zones; CMWD=Census Merged
Wards; CMLAD=Census Merged Local Authority Districts; CMCTY=Census Merged Counties
""",
    "grantToIndividualsPurpose": """
GTIP010=Unrestricted; GTIP020=Furniture and appliances; GTIP030=Equipment and home adaptations; GTIP040=Devices and
digital access; GTIP050=Utilities; GTIP060=Other housing related costs; GTIP070=Food and essential items;
GTIP080=Clothing; GTIP090=Debt; GTIP100=Travel and transport; GTIP110=Holiday and activity costs; GTIP120=Health, care
and wellbeing services; GTIP130=Education and training; GTIP140=Employment and work; GTIP150=Creative activities;
GTIP160=Community projects; GTIP170=Exceptional costs
""",
    "grantToIndividualsReason": """
GTIR010=Financial Hardship; GTIR020=Disability; GTIR030=Health/Condition; GTIR040=Mental Health; GTIR050=Family
breakup; GTIR060=Violence or abuse; GTIR070=Livelihood; GTIR080=Homelessness; GTIR090=Marginalised;
GTIR100=Emergency/crisis event; GTIR110=Development opportunity; GTIR120=Social action
""",
    "locationScope": """
GLS010=Global; GLS020=Supranational; GLS030=National; GLS040=Subnational region; GLS050=Local authority; GLS060=Local
area; GLS099=Undefined
""",
    "regrantType": """
FRG010=Common Regrant; FRG020=Transfer to intermediary; FRG030=Match funding; FRG040=Funder collaboration;
FRG050=Fiscal sponsor; FRG060=Endowment; FRG070=Multipurpose
""",
}


@cache
def titles(codelist: str) -> Mapping[str, str]:
    """Return the title of each code of a code list.

    >>> titles("locationScope")["GLS030"]
    'National'
    """
    pairs = (each.partition("=") for each in " ".join(_LISTS[codelist].split()).split("; "))
    return {code: title for code, _, title in pairs}
