"""Tables as publishers of many countries have them, each with the answer that was worked out by hand."""

from pathlib import Path

import pytest
from reading import Both

TABLES = {
    "Greece": (
        "2 EUR 5006.50",
        "Δικαιούχος;Ποσό (€);Ημερομηνία\nΑ;5.000,50;17/04/2019\nΒ;6;18/04/2019\nΣύνολο;5.006,50;\n",
    ),
    "Iceland": (
        "2 ISK 11500.00",
        "Styrkþegi;Upphæð (ISK);Dagsetning\nA;5.000;17.4.2019\nB;6.500;18.4.2019\nSamtals;11.500;\n",
    ),
    "a council of Spain": (
        "2 EUR 2050.50",
        (
            "N.º;Beneficiario;Objeto;Importe concedido (€);Fecha de concesión\n"
            "1;Asociación A;Taller;1.250,50;17/04/2019\n"
            "2;Club B;Torneo;800,00;18/04/2019\n"
            ";;TOTAL;2.050,50;\n"
        ),
    ),
    "thousands of euros in German": (
        "2 EUR 19500.00",
        "Zuwendungsempfänger;Zweck;Betrag in TEUR;Jahr\nVerein A;Sport;12,5;2019\nVerein B;Kunst;7;2020\nSumme;;19,5;\n",
    ),
    "the Financial Transparency System of the EU": (
        "2 EUR 1500.50",
        (
            "Year;Name of beneficiary;Beneficiary’s contracted amount (EUR);Commitment contracted amount (EUR) (A);Programme\n"
            "2019;A GmbH;1000,50;2000,00;H2020\n"
            "2020;B Ltd;500,00;500,00;H2020\n"
        ),
    ),
    "Sweden": (
        "2 SEK 20000.00",
        (
            "Organisation;Ändamål;Beviljat belopp (SEK);Beslutsdatum\n"
            "Förening A;Konst;12500;2019-04-17\n"
            "Förening B;Sport;7500;2019-04-18\n"
        ),
    ),
    "Denmark, with a total": (
        "2 ? 20000.00",
        (
            "Modtager;Projekt;Bevilget beløb (kr.);Dato\n"
            "Forening A;Kunst;12.500,00;17-04-2019\n"
            "Forening B;Sport;7.500,00;18-04-2019\n"
            "I alt;;20.000,00;\n"
        ),
    ),
    "sports of Ireland, with totals of counties": (
        "2 EUR 20000.00",
        (
            "County,Organisation,Sport,Amount Allocated\n"
            'Cork,Club A,GAA,"€12,500"\n'
            'Cork,Club B,Soccer,"€7,500"\n'
            'Cork Total,,,"€20,000"\n'
        ),
    ),
    "Welsh and English": (
        "2 GBP 2000.00",
        (
            "Derbynnydd / Recipient,Diben / Purpose,Swm a ddyfarnwyd / Amount awarded (£),Dyddiad / Date\n"
            'Clwb A,x,"1,250",17/04/2019\n'
            "Clwb B,y,750,18/04/2019\n"
            'Cyfanswm,,"2,000",\n'
        ),
    ),
    "UKRI": (
        "2 GBP 150000.00",
        (
            "FundingOrgName,ProjectReference,LeadROName,Department,ProjectCategory,Title,StartDate,EndDate,AwardPounds,ExpenditurePounds\n"
            "EPSRC,EP/1,Uni A,Maths,Research Grant,T1,01/04/2019,31/03/2020,100000,0\n"
            "AHRC,AH/2,Uni B,Art,Fellowship,T2,01/05/2019,31/03/2020,50000,20000\n"
        ),
    ),
    "a state of the USA, with a refund": (
        "2 USD 800.00",
        'Grantee,Award Number,Award Amount,Award Date,County\nA,1,"$1,000.00",04/17/2019,X\nB,2,"($200.00)",04/18/2019,Y\n',
    ),
    "a council of Northern Ireland": ("2 GBP 1500.00", "Group,Award £,Council Area\nA,1000,Belfast\nB,500,Derry\n"),
    "Poland": (
        "2 PLN 20000.00",
        "Lp.;Nazwa oferenta;Tytuł;Kwota dotacji (zł)\n1;Fundacja A;x;12 500,00\n2;Fundacja B;y;7 500,00\n;;Razem;20 000,00\n",
    ),
    "Italy": (
        "2 EUR 2000.00",
        "Beneficiario;C.F.;Importo (€);Norma\nAssoc A;123;1.200,00;L.1\nAssoc B;456;800,00;L.1\nTOTALE;;2.000,00;\n",
    ),
    "a part of the award": ("2 GBP 300.00", "Recipient,Award (£),of which capital (£)\nA,100,40\nB,200,0\n"),
    "a loan beside the grant": ("2 ? 300.00", "Recipient,Grant,Loan,Total\nA,100,50,150\nB,200,0,200\n"),
    "a unit below the headings": ("2 GBP 11000.00", "Recipient,Amount,Date\n,£000,\nA,5,2019-04-17\nB,6,2019-04-18\n"),
    "a council below a title": (
        "2 GBP 1500.00",
        "Borchester Council\nGrants to voluntary bodies 2019/20\n\nName,Award £,Purpose\nA,1000,x\nB,500,y\n,1500,\n",
    ),
    "a name that goes on": (
        "2 ? 150.00",
        "Ref,Recipient,Purpose,Amount\n1,The Borchester,Roof,100\n,and District Trust,,\n2,B,Path,50\n",
    ),
    "totals of pages": ("3 ? 18.00", "Recipient,Amount\nA,5\nB,6\nCarried forward,11\nBrought forward,11\nC,7\nTotal,18\n"),
    "totals of pages below references": (
        "3 ? 18.00",
        "Ref,Recipient,Date,Amount\n1,A,2019-04-17,5\n2,B,2019-04-17,6\n,Total c/f,,11\n,Total b/f,,11\n3,C,2019-04-18,7\n",
    ),
    "a percentage beside the award": ("2 ? 300.00", "Recipient,Award,% of cost\nA,100,50%\nB,200,40%\n"),
    "US and Canadian dollars": ("2 CAD 200.00 USD 100.00", "Grantee,Award Amount (USD),Award Amount (CAD)\nA,100,\nB,,200\n"),
    "what was committed and paid": (
        "2 GBP 300.00",
        "Organisation,Commitment (£),Paid to date (£),Balance (£)\nA,100,50,50\nB,200,200,0\n",
    ),
    "people in German": ("2 EUR 300.00", "Vorname,Nachname,Betrag (€)\nAnna,Lee,100\nBert,Ray,200\n"),
    "totals of groups": (
        "4 ? 26.00",
        "Programme,Recipient,Amount\nArts,A,5\n,B,6\nArts total,,11\nSport,C,7\n,D,8\nSport total,,15\n",
    ),
    "thousands of kroner": ("2 ? 19500.00", "Mottaker;Beløp (1000 kr);År\nA;12,5;2019\nB;7;2020\n"),
    "Gaelic": ("2 GBP 1500.00", "Buannaiche,Adhbhar,Sùim (£)\nA,x,1000\nB,y,500\nIomlan,,1500\n"),
    "Irish": ("2 EUR 1500.00", "Faighteoir,Cuspóir,Méid (€)\nA,x,1000\nB,y,500\nIomlán,,1500\n"),
    "CORDIS": (
        "2 EUR 1500.75",
        'projectID,projectAcronym,role,name,ecContribution\n1,X,coordinator,A,"1000,5"\n1,X,participant,B,"500,25"\n',
    ),
    "heritage, with an increase": (
        "2 ? 1500.00",
        (
            "Project title,Grantee,Grant awarded,Grant increase,Project cost,Decision date\n"
            "x,A,1000,200,3000,17/04/2019\n"
            "y,B,500,,900,18/04/2019\n"
        ),
    ),
    "a description that goes on": (
        "2 ? 300.00",
        "Date,Payee,Description,Amount\n17/04/2019,A,Grant for the,100\n,,repair of the roof,\n18/04/2019,B,Grant,200\n",
    ),
    "Finland": (
        "2 EUR 20000.00",
        (
            "Saaja;Tarkoitus;Myönnetty avustus (€);Päivämäärä\n"
            "A ry;x;12 500,00;17.4.2019\n"
            "B ry;y;7 500,00;18.4.2019\n"
            "Yhteensä;;20 000,00;\n"
        ),
    ),
    "Czechia": (
        "2 CZK 20000.00",
        "Příjemce;Název projektu;Schválená dotace (Kč)\nA z.s.;x;12 500,00\nB z.s.;y;7 500,00\nCelkem;;20 000,00\n",
    ),
    "Estonia": ("2 EUR 1500.50", "Toetuse saaja;Projekt;Toetus (EUR)\nA MTÜ;x;1000,50\nB MTÜ;y;500\nKokku;;1500,50\n"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_another_publisher_has_the_answer_that_was_worked_out(name: str, tmp_path: Path, both: Both) -> None:
    summary, content = TABLES[name]
    assert both(content, tmp_path / "a.csv").summary == summary
