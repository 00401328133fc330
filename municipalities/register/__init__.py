"""The official register of municipalities: read it, compare it with our rows, write what differs.

    records         what a line says, and why a line or a file is refused
    gv100ad_file    reads GV100AD, the register
    gv4q_file       reads GV4Q, the excerpt with area and coordinates
    names           short names to show
    stock           our rows, held in memory and written at the end
    load            opens the files and compares them with the stock

Both files are published by Destatis (Gemeindeverzeichnis-Informationssystem GV-ISys) under the
Datenlizenz Deutschland – Namensnennung – Version 2.0.
"""
